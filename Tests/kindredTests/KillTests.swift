import Foundation
import Glibc
import Testing
import TestKit

/// Programs and servers die at the worst moment. The next run finishes the job, and what is then stored
/// equals what an undisturbed run stores.
@Suite(.serialized) struct KillTests {
  /// Twelve thousand people, twenty thousand records of theirs: enough that an import and a resolve take
  /// seconds, the same in every run.
  private static func rows() -> [[String]] {
    var generator = SeededGenerator(seed: 11)
    let families = ["김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "황", "안", "송", "류", "홍"]
    let syllables = ["민", "서", "지", "현", "수", "영", "은", "주", "하", "준", "우", "진", "윤", "혜", "경", "성", "태", "나", "라", "빈", "찬", "호", "희", "솔"]
    var rows = [["id", "name", "phone", "email", "birth_date", "city"]]
    var number = 0
    for person in 0..<12_000 where rows.count <= 20_000 {
      let name = generator.pick(families) + generator.pick(syllables) + generator.pick(syllables)
      let phone = "010-\(2_000 + generator.below(7_000))-\(1_000 + generator.below(9_000))"
      let birth = "19\(60 + generator.below(39))-0\(1 + generator.below(9))-\(10 + generator.below(18))"
      let city = generator.pick(["서울", "부산", "대구", "인천", "광주", "대전"])
      for visit in 0..<(1 + generator.below(3)) where rows.count <= 20_000 {
        number += 1
        rows.append([
          "r\(number)", name, visit == 1 ? "" : phone, visit == 2 ? "" : "mail\(person)@people.example",
          generator.oneIn(4) ? "" : birth, city,
        ])
      }
    }
    return rows
  }

  /// What is stored, without the ids that were handed out and the moments.
  private struct Stored: Equatable {
    var partition: Set<Set<String>>
    /// The golden record of the customer that holds the record, by the customer's first record.
    var golden: [String: [String]]
  }

  private func stored(_ store: StoreUnderTest) async throws -> Stored {
    let clusters = try await store.clusters()
    var first: [String: String] = [:]
    for (record, customer) in clusters.clusterOf { first[customer] = min(first[customer] ?? record, record) }
    var golden: [String: [String]] = [:]
    // After the id: how many records, since when, the values.
    for (customer, row) in try await store.goldenRecords() { golden[first[customer] ?? customer] = [row[0]] + row.dropFirst(2) }
    return Stored(partition: clusters.partition, golden: golden)
  }

  @Test func `a killed import and a killed resolve are finished by the next run`() async throws {
    let work = try Workspace()
    let file = try work.write(csv(Self.rows()), to: "people.csv")
    let undisturbed = StoreUnderTest(database: try await SharedServer.database())
    let clock = ContinuousClock()
    let importTime = try await clock.measure { try await undisturbed.run("import", file, "--source", "people") }
    let imported = try await SharedServer.database(copying: undisturbed.location[1])
    let resolveTime = try await clock.measure { try await undisturbed.run("resolve") }
    let wanted = try await stored(undisturbed)
    #expect(wanted.partition.count > 5_000 && wanted.partition.contains { $0.count > 1 })

    let store = StoreUnderTest(database: try await SharedServer.database())
    try await interrupt(store, ["import", file, "--source", "people"], lasting: importTime)
    let status = try await store.run("status", "--json")
    let seen = try #require(try JSONSerialization.jsonObject(with: Data(status.output)) as? [String: Any])["records"] as? Int
    #expect(seen == 0 || seen == 20_000, "an import is all or nothing, not \(seen ?? -1) records")
    let finished = try await store.run("import", file, "--source", "people")
    #expect(finished.outputText.contains("20,000 rows in = 20,000 loaded"), "\(finished.outputText)")
    try await store.run("resolve")
    #expect(try await stored(store) == wanted)
    try await store.run("doctor")

    let other = StoreUnderTest(database: imported)
    try await interrupt(other, ["resolve"], lasting: resolveTime)
    try await other.run("resolve")
    #expect(try await stored(other) == wanted)
    #expect(try await other.run("resolve").outputText.contains("Nothing has changed"))
    try await other.run("doctor")
  }

  /// Kills a command three times, early, in its middle and late. How long it takes changes with what else the
  /// machine does: one that was done before its turn is tried again at half the time.
  private func interrupt(_ store: StoreUnderTest, _ command: [String], lasting time: Duration) async throws {
    var moments = [time / 10, time * 4 / 10, time * 7 / 10]
    var killedCount = 0
    var triesLeft = 20
    while let moment = moments.first, triesLeft > 0 {
      triesLeft -= 1
      let running = try store.program.start(command + store.location)
      try await Task.sleep(for: moment)
      if running.send(SIGKILL) {
        killedCount += 1
        moments.removeFirst()
      } else {
        moments = moments.map { $0 / 2 }
      }
      _ = try await running.end()
    }
    #expect(killedCount == 3, "only \(killedCount) runs of \(command[0]) were killed before they were done")
  }

  @Test func `what an upsert has said is kept, whichever process dies, and nothing is half done`() async throws {
    let work = try Workspace()
    let rows = Array(Self.rows().prefix(1_201))
    let store = StoreUnderTest(data: "\(work.path)/data")
    try await store.run("import", try work.write(csv(Array(rows.prefix(200))), to: "first.csv"), "--source", "people")
    try await store.run("resolve")
    var generator = SeededGenerator(seed: 3)
    var said = Set<String>()
    // How long it takes until something is said changes with what else the machine does.
    var patience = 1
    for round in 0..<seeds(few: 10).count {
      let sent = try work.write(csv([rows[0]] + generator.shuffled(Array(rows.dropFirst())).prefix(150)), to: "round.csv")
      let running = try store.program.start(["upsert", sent, "--source", "people", "--writers", "3", "--json"] + store.location)
      try await Task.sleep(for: .milliseconds((150 + generator.below(900)) * patience))
      if round % 2 == 0 {
        _ = running.send(SIGKILL)
      } else if let server = serverProcess(inData: store.location[1]) {
        kill(server, SIGKILL)
      }
      let outcome = try await running.end()
      // A line that was cut off says nothing.
      for line in outcome.outputText.split(separator: "\n") where line.hasSuffix("}") {
        let fields = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        said.insert(try #require(fields["record"] as? String))
      }
      if said.isEmpty { patience = min(patience * 2, 16) }
      let kept = try await store.clusters().clusterOf
      #expect(said.allSatisfy { kept[$0] != nil }, "round \(round): \(said.filter { kept[$0] == nil }.sorted().prefix(3))")
      try await store.run("verify")
    }
    #expect(!said.isEmpty)
    try await store.run("upsert", try work.write(csv(rows), to: "all.csv"), "--source", "people", "--writers", "3")
    #expect(try await store.clusters().clusterOf.count == 1_200)
    let whole = try await store.run("resolve", "--whole")
    #expect(whole.outputText.contains("Nothing has changed since the last run"), "\(whole.outputText)")
  }

  @Test func `a private server that is killed comes back with everything`() async throws {
    let work = try Workspace()
    let store = StoreUnderTest(data: "\(work.path)/data")
    try await store.run("import", Channels.files[0], "--source", "shop")
    #expect(serverProcess(inData: store.location[1]) == nil, "the last command stops the server")
    // Killed in the middle of a command, so that there is a server to kill.
    let running = try store.program.start(["resolve"] + store.location)
    var server: pid_t?
    for _ in 0..<1_000 where server == nil && !running.hasEnded() {
      server = serverProcess(inData: store.location[1])
      try await Task.sleep(for: .milliseconds(2))
    }
    kill(try #require(server), SIGKILL)
    let cut = try await running.end()
    #expect(cut.exit == 2 || cut.exit == 0, "\(cut.errorText)")
    if cut.exit == 2 { #expect(cut.errorText.split(separator: "\n").count == 1, "\(cut.errorText)") }
    try await store.run("resolve")
    #expect(try await store.clusters().clusterOf.count == 123)
    #expect(serverProcess(inData: store.location[1]) == nil)
  }

  @Test func `Ctrl-C undoes what is not finished, says where it stood and leaves no server behind`() async throws {
    let work = try Workspace()
    let file = try work.write(csv(Self.rows()), to: "people.csv")
    let store = StoreUnderTest(data: "\(work.path)/data")
    try await store.run("status")
    for signal in [SIGINT, SIGTERM] {
      let running = try store.program.start(["import", file, "--source", "people", "--threads", "1"] + store.location)
      while serverProcess(inData: store.location[1]) == nil, !running.hasEnded() { try await Task.sleep(for: .milliseconds(5)) }
      try await Task.sleep(for: .milliseconds(600))
      #expect(running.send(signal))
      let outcome = try await running.end(secondsMax: 30)
      #expect(outcome.exit == 130, "\(outcome.errorText)")
      #expect(outcome.errorText.hasPrefix("kindred: Stopped during \""), "\(outcome.errorText)")
      #expect(outcome.errorText.split(separator: "\n").count == 1)
      #expect(outcome.output.isEmpty)
      #expect(serverProcess(inData: store.location[1]) == nil, "the server is still there")
    }
    // Twice in a row ends the program at once; the next command finds the server and stops it.
    let hurried = try store.program.start(["import", file, "--source", "people", "--threads", "1"] + store.location)
    while serverProcess(inData: store.location[1]) == nil, !hurried.hasEnded() { try await Task.sleep(for: .milliseconds(5)) }
    try await Task.sleep(for: .milliseconds(300))
    hurried.send(SIGINT)
    try await Task.sleep(for: .milliseconds(30))
    hurried.send(SIGINT)
    let clock = ContinuousClock.now
    #expect(try await hurried.end(secondsMax: 30).exit == 130)
    #expect(clock.duration(to: .now) < .seconds(5))
    #expect(try await store.clusters().clusterOf.isEmpty)
    #expect(serverProcess(inData: store.location[1]) == nil, "the server is still there")

    let dedupe = try Program(folder: work.path).start(["dedupe", file, "--out", "out", "--threads", "1"])
    try await Task.sleep(for: .milliseconds(200))
    dedupe.send(SIGINT)
    let outcome = try await dedupe.end(secondsMax: 30)
    #expect(outcome.exit == 130, "\(outcome.errorText)")
    #expect(!FileManager.default.fileExists(atPath: "\(work.path)/out/clusters.csv"))
  }

  @Test func `two importers at a time: one works, the other waits or says so`() async throws {
    let work = try Workspace()
    let file = try work.write(csv(Self.rows()), to: "people.csv")
    let store = StoreUnderTest(database: try await SharedServer.database())
    try await store.run("status")
    let first = try store.program.start(["import", file, "--source", "people"] + store.location)
    let second = try store.program.start(["import", file, "--source", "people"] + store.location)
    for outcome in [try await first.end(), try await second.end()] where outcome.exit != 0 {
      #expect(outcome.exit == 2)
      #expect(outcome.errorText.contains("Another kindred command is writing"), "\(outcome.errorText)")
    }
    try await store.run("import", file, "--source", "people")
    #expect(try await store.clusters().clusterOf.count == 20_000)
  }
}
