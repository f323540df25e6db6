import Identity
import Intake
import Resolution

/// What taking an import back came to, or would.
extension TrialOptions {
  /// - Throws: `ExitStatus.wantsALook` where records were left as they are.
  func tell(_ outcome: UndoneImport, ofImport job: Int64) throws {
    if json {
      try Console.write(jsonText(outcome))
    } else {
      for line in lines(outcome, job) { try Console.line(line) }
    }
    if !outcome.left.isEmpty || !outcome.unreadable.isEmpty { throw ExitStatus.wantsALook }
  }

  private func lines(_ outcome: UndoneImport, _ job: Int64) -> [String] {
    let language = Language.ofEnvironment()
    let (deleted, restored, revived) = (outcome.deletedCount, outcome.restoredCount, outcome.revivedCount)
    // What is only shown, or waits for a second person, has not happened.
    let isDone = outcome.job != nil
    var lines: [String] = []
    if isDone {
      lines.append(
        language.say(
          "\(counted(deleted, "record is", "records are")) deleted that came new, \(counted(restored, "has its", "have their")) former version back, \(counted(revived, "record is", "records are")) there again that the import had deleted.",
          "새로 들어왔던 레코드 \(grouped(deleted))건을 삭제하고, \(grouped(restored))건을 이전 버전으로 되돌리고, 삭제되었던 \(grouped(revived))건을 되살렸습니다."))
    } else {
      lines.append(
        language.say(
          "\(counted(deleted, "record", "records")) would be deleted that came new, \(counted(restored, "would have its", "would have their")) former version back, \(counted(revived, "record", "records")) would be there again that the import had deleted.",
          "새로 들어왔던 레코드 \(grouped(deleted))건이 삭제되고, \(grouped(restored))건이 이전 버전으로 돌아가고, 삭제되었던 \(grouped(revived))건이 되살아나게 됩니다."))
    }
    let (kept, keeping) = isDone ? ("left", "둠") : ("would be left", "두게 됨")
    for (keys, english, korean) in [
      (outcome.left, "\(kept) as they are, because something touched them since", "이후 변경되어 그대로 \(keeping)"),
      (
        outcome.unreadable, "\(kept) as they are, because their former version cannot be read",
        "이전 버전을 읽을 수 없어 그대로 \(keeping)"
      ),
    ] where !keys.isEmpty {
      lines.append("\(grouped(keys.count)) \(language.say(english, korean)):")
      lines += keys.prefix(20).map { "  \(visible($0.description))" }
      if keys.count > 20 { lines.append("  …") }
    }
    if let made = outcome.job {
      let decision = outcome.decision.map { "\($0)" } ?? "–"
      lines.append(
        language.say(
          "Job \(made) undid job \(job), as decision \(decision). Now: kindred resolve",
          "작업 \(job)을(를) 작업 \(made)(결정 \(decision))(으)로 되돌렸습니다. 다음: kindred resolve"))
    } else if let proposal = outcome.proposal {
      lines.append(waits(proposal, language))
    } else {
      lines.append(language.say("Nothing was kept.", "저장된 것은 없습니다."))
    }
    return lines
  }

  private func jsonText(_ outcome: UndoneImport) -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.member("committed", outcome.job != nil)
    for (name, number) in [("job", outcome.job), ("decision", outcome.decision), ("proposal", outcome.proposal)] {
      guard let number else { continue }
      json.name(name)
      json.number(number)
    }
    json.member("deleted", outcome.deletedCount)
    json.member("restored", outcome.restoredCount)
    json.member("revived", outcome.revivedCount)
    for (name, keys) in [("left", outcome.left), ("unreadable", outcome.unreadable)] {
      json.name(name)
      json.beginArray()
      for key in keys { json.string(key.description) }
      json.endArray()
    }
    json.endObject()
    return json.bytes + [0x0A]
  }
}
