import CAllocations
import Glibc

/// Named workloads with fixed seeds: `Benchmarks [--smoke] [NAME...]`, `Benchmarks list`; and the records of a
/// file of customers, whole and by kind of field: `Benchmarks --customers FILE [KIND...]`. `Benchmarks --digest FILE...`
/// hashes all that normalisers make of any text, to be compared with what another build makes of it.
///
/// Each prints what it did and a hash of its answer, so that a faster run that answers something else is
/// seen. No workload has a limit it must keep: wall time on shared machines is noise, and gates belong on
/// instruction counts.
@main
struct Benchmarks {
  static func main() {
    var names = Array(CommandLine.arguments.dropFirst())
    let isSmoke = names.contains("--smoke")
    names.removeAll { $0 == "--smoke" }
    if names.count >= 2, names[0] == "--customers" {
      guard let file = CustomerFile(path: names[1], recordCountMax: isSmoke ? 1_000 : 1_000_000) else {
        print("\(names[1]) cannot be read as a CSV file.")
        exit(2)
      }
      Outcome.showHeader()
      return file.measure(Array(names[2...]))
    }
    if names.count >= 2, names[0] == "--digest" {
      for path in names[1...] {
        print(path)
        guard ValueDigest.show(path: path, lineCountMax: isSmoke ? 1_000 : 20_000) else {
          print("\(path) cannot be read.")
          exit(2)
        }
      }
      return
    }
    if names == ["list"] {
      for workload in Workload.all { print(pad(workload.name, 20, isLeft: true), workload.about) }
      return
    }
    if let unknown = names.first(where: { name in !Workload.all.contains { $0.name == name } }) {
      print("There is no workload \(unknown); 'Benchmarks list' shows them all.")
      exit(2)
    }
    Outcome.showHeader()
    for workload in Workload.all where names.isEmpty || names.contains(workload.name) {
      workload.run(isSmoke: isSmoke)
    }
  }
}

/// What a workload did: printed by the runner.
struct Outcome {
  var itemCount: Int
  var nanoseconds: UInt64
  var answer: UInt64
  /// In the time that was measured; nil where it was not counted.
  var allocationCount: UInt64?
  /// The same; nil also where the machine does not count them.
  var instructionCount: UInt64?

  static func showHeader() {
    print(
      pad("workload", 22, isLeft: true), pad("items", 10), pad("ns/item", 12), pad("items/s", 12), pad("instr/item", 12),
      pad("allocs/item", 12), pad("peak MiB", 9), " answer")
  }

  func show(_ name: String) {
    func tenths(_ total: UInt64) -> String {
      let perItem = total * 10 / UInt64(max(1, itemCount))
      return "\(perItem / 10).\(perItem % 10)"
    }
    let perSecond = UInt64(max(1, itemCount)) * 1_000_000_000 / max(1, nanoseconds)
    print(
      pad(name, 22, isLeft: true), pad("\(itemCount)", 10), pad(tenths(nanoseconds), 12), pad("\(perSecond)", 12),
      pad(instructionCount.map(tenths) ?? "-", 12), pad(allocationCount.map(tenths) ?? "-", 12), pad("\(peakResidentMebibytes())", 9), " " + String(answer, radix: 16))
  }
}

struct Workload: Sendable {
  let name: String
  let about: String
  let size: Int
  let smokeSize: Int
  /// Prepares for a size, then times only what the name says.
  let body: @Sendable (_ size: Int) -> Outcome

  func run(isSmoke: Bool) { body(isSmoke ? smokeSize : size).show(name) }
}

/// Processor time spent in `body` by this thread: other work on the machine shows in it far less than in wall time.
func timed<Result>(_ body: () -> Result) -> (result: Result, nanoseconds: UInt64) {
  func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
  let start = now()
  let result = body()
  return (result, now() - start)
}

extension Outcome {
  /// What `body` made, and what it took: time, allocations and, where they are counted, instructions.
  static func of<Result>(_ body: () -> Result) -> (result: Result, outcome: Outcome) {
    let instructions = kindred_instruction_count()
    let allocations = kindred_allocation_count()
    let (result, nanoseconds) = timed(body)
    let allocationCount = kindred_allocation_count() - allocations
    let instructionCount = instructions < 0 ? nil : UInt64(kindred_instruction_count() - instructions)
    return (
      result,
      Outcome(
        itemCount: 0, nanoseconds: nanoseconds, answer: 0, allocationCount: allocationCount, instructionCount: instructionCount)
    )
  }

  func with(itemCount: Int, answer: UInt64) -> Outcome {
    var outcome = self
    outcome.itemCount = itemCount
    outcome.answer = answer
    return outcome
  }
}

/// The most memory this process has held so far; a workload run alone shows its own.
private func peakResidentMebibytes() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss / 1_024
}

private func pad(_ text: String, _ width: Int, isLeft: Bool = false) -> String {
  let space = String(repeating: " ", count: max(0, width - text.utf8.count))
  return isLeft ? text + space : space + text
}
