import ArgumentParser
import Intake
import Normalization
import PostgresStore
import Resolution

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Whether the installation is healthy and, if not, what to do.",
    discussion: "Exit code 0: all is well; 1: something wants a look; 2: the database cannot be reached.")

  @OptionGroup var database: DatabaseOptions

  @Flag(help: "Print as JSON.")
  var json = false

  private struct Finding {
    var isWell: Bool
    var what: String
    /// What to do where it is not well.
    var remedy: String
  }

  func run() async throws {
    let place = try database.location()
    let findings = try await database.withStore { store, opened in
      var facts = try await opened.facts()
      facts.checks.append(try await VerifyCommand.suppressionCheck(in: store))
      var findings = inspect(facts, place)
      let statistics = try await store.statistics()
      findings.append(
        Finding(
          isWell: statistics.pendingCount == 0, what: "\(grouped(statistics.pendingCount)) records wait for a resolve",
          remedy: "run \"kindred resolve\""))
      if statistics.goldenPendingCount > 0 {
        findings.append(
          Finding(
            isWell: false, what: "the golden values of \(grouped(statistics.goldenPendingCount)) records wait for a resolve, as after pins",
            remedy: "run \"kindred resolve\""))
      }
      let unresolved = try await Resolution.unresolved(in: store)
      findings.append(
        Finding(
          isWell: unresolved.isEmpty,
          what: unresolved.isEmpty
            ? "customers are as decisions, models and settings in force say"
            : "customers are behind decisions, models or settings in force, and records cannot come one by one; kindred status says which",
          remedy: "run \"kindred resolve\""))
      let cut = statistics.jobs.count { $0.stage == "interrupted" }
      findings.append(
        Finding(isWell: true, what: "\(grouped(cut)) of the last jobs were cut off; what they began was undone", remedy: ""))
      let older = statistics.suppressionCount(olderThan: Int(Normalizer.version))
      if older > 0 {
        // The values are gone, so nothing can be done about it here.
        findings.append(
          Finding(
            isWell: true,
            what: "\(grouped(older)) of \(grouped(statistics.suppressionCount)) hashes that keep erased people out were made by another version of the normaliser; where this one reads a value otherwise, only the source key and the person's other values still keep them out",
            remedy: ""))
      }
      return findings
    }
    try Console.write(json ? jsonText(findings) : text(findings))
    if findings.contains(where: { !$0.isWell }) { throw ExitStatus.wantsALook }
  }

  private func inspect(_ facts: DatabaseFacts, _ place: ServerLocation) -> [Finding] {
    var findings = [
      Finding(isWell: true, what: "PostgreSQL \(facts.serverVersion / 10_000).\(facts.serverVersion % 10_000) answers", remedy: ""),
      Finding(
        isWell: facts.schemaVersion == facts.knownSchemaVersion, what: "schema version \(facts.schemaVersion)",
        remedy: "use the program that made it, or a newer one"),
      Finding(
        isWell: facts.isDurable, what: facts.isDurable ? "commits survive a crash" : "commits may be lost in a crash",
        remedy: "set fsync, full_page_writes and synchronous_commit to on in postgresql.conf"),
      Finding(
        isWell: facts.hasDataChecksums, what: "data checksums are \(facts.hasDataChecksums ? "on" : "off")",
        remedy: "stop the server and run pg_checksums --enable"),
      Finding(
        isWell: facts.encoding == "UTF8", what: "encoding \(facts.encoding), collation \(facts.collation)",
        remedy: "create the database with encoding UTF8"),
    ]
    if let free = facts.diskFreeBytes {
      findings.append(
        Finding(isWell: free > 1 << 30, what: "\(grouped(free >> 20)) MiB of disk are free", remedy: "make room on the disk of the data directory"))
    }
    let broken = facts.checks.filter { $0.rowCount > 0 }
    findings.append(
      Finding(isWell: broken.isEmpty, what: "\(facts.checks.count - broken.count) of \(facts.checks.count) invariants of the stored data hold", remedy: "report what is listed below; nothing was changed"))
    for check in broken {
      findings.append(
        Finding(isWell: false, what: "\(check.name.split(separator: "_").joined(separator: " ")): \(grouped(check.rowCount)) rows", remedy: "keep the database as it is and report it"))
    }
    return findings
  }

  private func text(_ findings: [Finding]) -> [UInt8] {
    var text = ""
    for finding in findings {
      text += "\(finding.isWell ? "ok  " : "LOOK") \(finding.what)\(finding.isWell ? "" : " – \(finding.remedy)")\n"
    }
    let bad = findings.count { !$0.isWell }
    text += bad == 0 ? "All is well.\n" : "\(bad) thing\(bad == 1 ? "" : "s") to look at.\n"
    return Array(text.utf8)
  }

  private func jsonText(_ findings: [Finding]) -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.member("healthy", !findings.contains { !$0.isWell })
    json.name("findings")
    json.beginArray()
    for finding in findings {
      json.beginObject()
      json.member("ok", finding.isWell)
      json.member("what", finding.what)
      if !finding.isWell { json.member("remedy", finding.remedy) }
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes + [0x0A]
  }
}
