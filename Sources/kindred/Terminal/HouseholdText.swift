import Identity
import Intake
import Resolution

/// How far households go, for the terminal and as JSON.
extension HouseholdState {
  /// That they are behind, and what to do; nil where they are not.
  func note(_ language: Language) -> String? {
    guard isOlder else { return nil }
    let command = needsWhole ? "kindred resolve --whole" : "kindred resolve"
    guard let asOf else {
      return language.say("Households have not been found yet: \(command)", "가구를 아직 찾지 않았습니다: \(command)")
    }
    return language.say(
      "Households are as of \(asOf), and customers or sharing pins have changed since: \(command)",
      "가구는 \(asOf) 기준이며 그 뒤 고객이나 공유 지정이 바뀌었습니다: \(command)")
  }
}

extension HouseholdFinding {
  /// That they are behind after people were erased; nil where they are not.
  func note(_ language: Language) -> String? {
    let status = language.say("\"kindred status\" tells what finds them anew.", "가구를 다시 찾는 방법은 \"kindred status\"가 알려 줍니다.")
    switch self {
    case .found: return nil
    case .left: return language.say("Households are behind; \(status)", "가구에는 아직 반영되지 않았습니다. \(status)")
    case .unfinished(let why):
      return language.say(
        "Finding households anew \(why.map { "failed (\($0))" } ?? "was stopped"), so they are behind; what was erased stays erased, and \(status)",
        "가구를 다시 찾는 작업이 \(why.map { "실패하여(\($0))" } ?? "중단되어") 가구에는 아직 반영되지 않았습니다. 파기는 끝났으니 다시 하지 않아도 됩니다. \(status)")
    }
  }
}

extension JSONWriter {
  mutating func members(of finding: HouseholdFinding) {
    member("households_are_older", finding != .found)
    if case .unfinished(let why) = finding { member("households_unfinished", why ?? "stopped") }
  }

  mutating func members(of households: HouseholdState) {
    if let asOf = households.asOf { member("households_as_of", asOf.description) }
    member("households_are_older", households.isOlder)
    if households.needsWhole { member("households_need_whole_resolve", true) }
  }
}
