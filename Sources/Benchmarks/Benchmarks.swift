@main
struct Benchmarks {
  static func main() { print("no workloads") }
}
