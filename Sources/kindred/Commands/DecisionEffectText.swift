import Intake
import Resolution

/// What a decision came to, for the terminal and as JSON.
extension DecisionEffect {
  func sentence(_ language: Language) -> String {
    switch self {
    case .waits(let why): language.say("It takes effect with the next kindred resolve. (\(why))", "다음 kindred resolve 때 반영됩니다. (\(why))")
    case .worked(let outcome) where outcome.change == nil:
      language.say("Nothing was left to change.", "더 바뀔 것이 없습니다.")
    case .worked(let outcome) where outcome.movedCount == 0:
      language.say(
        outcome.goldenCount == 0 ? "No record moved." : "\(counted(outcome.goldenCount, "golden record is", "golden records are")) written.",
        outcome.goldenCount == 0 ? "옮긴 레코드가 없습니다." : "골든 레코드 \(grouped(outcome.goldenCount))건을 다시 썼습니다.")
    case .worked(let outcome):
      language.say(
        "\(counted(outcome.movedCount, "record is", "records are")) with another customer now.",
        "레코드 \(grouped(outcome.movedCount))건의 고객이 바뀌었습니다.")
    }
  }

  /// As members of an object: the change it became, how many records moved, or why it waits.
  func write(_ json: inout JSONWriter) {
    switch self {
    case .waits(let why): json.member("waits", why)
    case .worked(let outcome):
      json.name("change")
      if let change = outcome.change { json.number(change) } else { json.null() }
      json.member("moved", outcome.movedCount)
    }
  }
}

/// By whom, for people: `kim`, or `kim, approved by lee`.
func names(_ who: String, _ approvedBy: String?) -> String {
  visible(who) + (approvedBy.map { ", approved by \(visible($0))" } ?? "")
}
