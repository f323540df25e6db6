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
      "Households are as of \(asOf), and customers have changed since: \(command)",
      "가구는 \(asOf) 기준이며 그 뒤 고객이 바뀌었습니다: \(command)")
  }
}

extension JSONWriter {
  mutating func members(of households: HouseholdState) {
    if let asOf = households.asOf { member("households_as_of", asOf.description) }
    member("households_are_older", households.isOlder)
    if households.needsWhole { member("households_need_whole_resolve", true) }
  }
}
