import Identity
import Linkage
import TestKit

/// Small worlds full of trouble: few values, so that they are shared; several a record; contradictions.
struct RandomWorld {
  let world: SmallWorld
  let text: String
  var model: Model
  /// Sources that are declared free of duplicates, in every third world some.
  let freeOfDuplicates: Set<String>

  init(_ generator: inout SeededGenerator, judgementsMax: Int = 3) {
    let count = 2 + generator.below(11)
    let choices = 2 + generator.below(4)
    let names = [
      "Pat.Stone", "Patrick.Stone", "Patricia.Stone", "Patrik.Stone", "Kim.Lee", "김민수", "김영수", "김*수", "Kim.Stone",
    ]
    // In every second world sources have verified a part of what identifies people.
    let verifies = generator.oneIn(2)
    func mark(_ generator: inout SeededGenerator) -> String { verifies && generator.oneIn(3) ? "!" : "" }
    var lines: [String] = []
    var keys: [String] = []
    for record in 0..<count {
      let key = "\(generator.pick(["crm", "web", "pos"]))/\(record)"
      keys.append(key)
      var line = "record \(key)"
      func some(_ odds: Int, _ field: (inout SeededGenerator) -> String) {
        var room = 3
        while room > 0, !generator.oneIn(odds) {
          line += " " + field(&generator)
          room -= 1
        }
      }
      if !generator.oneIn(3) { line += " name=\(names[generator.below(min(names.count, choices * 2))])" }
      if generator.oneIn(4) { line += " email=\(generator.pick(["pat.stone", "kimminsu", "p.stone7"]))@example.org\(mark(&generator))" }
      some(2) { "email=user\($0.below(choices))x@example\($0.below(2)).org\(mark(&$0))" }
      some(2) { "phone=010-23\($0.below(choices))5-6789\(mark(&$0))" }
      if generator.oneIn(3) { line += " birth=198\(generator.below(choices))-0\(1 + generator.below(2))-1\(generator.below(2))" }
      if generator.oneIn(6) { line += " birth=198\(generator.below(choices))" }
      for scheme in ["ssn", "card"] where generator.oneIn(3) { line += " id.\(scheme)=A\(generator.below(choices))X77\(mark(&generator))" }
      for header in ["job", "shop", "note", "size"] where generator.oneIn(3) { line += " text.\(header)=v\(generator.below(3))" }
      if generator.oneIn(2) {
        some(2) { "address=\($0.pick(["12_Main_Street", "12_Main_Street", "7_Oak_Avenue", ""]));\($0.pick(["Springfield", "Dover"]));6270\($0.below(choices))" }
      }
      if generator.oneIn(4) { line += " gender=\(generator.pick(["f", "m"]))" }
      lines.append(line)
    }
    for _ in 0..<generator.below(judgementsMax + 1) {
      let (a, b) = (generator.pick(keys), generator.pick(keys))
      if a != b { lines.append("judge \(a) \(b) \(generator.pick(["same", "different"]))") }
    }
    text = lines.joined(separator: "\n")
    world = SmallWorld(text)
    model = .small
    model.prior = Model.bits(-6 - generator.below(14))
    model.matchThreshold = Model.bits(generator.below(6))
    model.reviewThreshold = model.matchThreshold - Model.bits(generator.below(8))
    model.ambiguityMargin = Model.bits(generator.below(8))
    model.componentMax = generator.pick([2, 3, 5, 100, 100])
    model.comparisons[1].ofNameThousandths = Int32(generator.pick([0, 333, 500, 1_000]))
    if !generator.oneIn(3) {
      let weight = generator.below(16) - 2
      model.comparisons[9].areaSteps = (0..<(1 + generator.below(4))).map {
        AreaStep(carriersMin: 1 + $0, weight: Model.bits(weight - 2 * $0))
      }
    }
    if !generator.oneIn(3) {
      model.corroboration = Corroboration(
        agreesFrom: Model.bits(1 + generator.below(6)), disagreesFrom: Model.bits(-1 - generator.below(3)),
        idleBelow: Model.bits(generator.below(4)),
        steps: (0..<generator.below(4)).map { _ in
          let (agreeing, disagreeing, compared) = (generator.below(4), generator.below(2), generator.below(5))
          let idle = generator.below(2)
          return Corroboration.Step(
            agreeing: agreeing...(agreeing + generator.below(3)), disagreeing: disagreeing...(disagreeing + generator.below(4)),
            idle: idle...(idle + generator.below(4)),
            compared: compared...(compared + generator.below(6)), weight: Model.bits(generator.below(13) - 5))
        })
    }
    model.carriersMax = generator.pick([3, 5, 1_000])
    model.sharing = SharingSteps(
      personalNamesMax: 1 + generator.below(3), householdNamesMax: 2 + generator.below(3),
      householdFamiliesMax: 1 + generator.below(2))
    for rule in model.blocking.indices where generator.oneIn(3) { model.blocking[rule].blockMax = 2 + generator.below(4) }
    freeOfDuplicates = generator.oneIn(3) ? Set(["crm", "web", "pos"].filter { _ in generator.oneIn(2) }) : []
  }
}
