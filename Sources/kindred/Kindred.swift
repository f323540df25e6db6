import ArgumentParser

@main
struct Kindred: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "kindred", abstract: "One customer, however many records.")
}
