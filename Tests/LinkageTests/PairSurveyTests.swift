import Identity
import Linkage
import Normalization
import TestKit
import Testing

/// The survey of pairs against a look at every pair of records.
@Suite struct PairSurveyTests {
  @Test(arguments: seeds(few: 40))
  func `a survey counts what looking at every pair counts`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let random = RandomWorld(&generator, judgementsMax: 0)
    let table = random.world.table().table
    let linked = LinkedWorld(table, random.model)
    let people = 1 + generator.below(4)
    let entities = (0..<table.recordCount).map { _ in generator.oneIn(6) ? SurveyContext.unknown : UInt32(generator.below(people)) }
    let context = SurveyContext(linked.partition, entities: entities)
    let cut = generator.below(table.recordCount + 1)
    var survey = linked.scorer.survey(0..<cut, linked.blocks, context)
    survey.add(linked.scorer.survey(cut..<table.recordCount, linked.blocks, context))

    var slow = Slow(ruleCount: random.model.blocking.count)
    var scratch = PairScorer.Scratch(linked.scorer)
    for right in 0..<table.recordCount {
      for left in 0..<right {
        let rules = linked.scorer.explain(left, right, linked.blocks).rules.map(\.id)
        slow.add(
          rules: random.model.blocking.indices.filter { rules.contains(random.model.blocking[$0].id) },
          weight: linked.scorer.score(left, right, &scratch), model: random.model,
          isMatching: entities[left] == entities[right] && entities[left] != SurveyContext.unknown,
          isJudged: entities[left] != SurveyContext.unknown && entities[right] != SurveyContext.unknown,
          isTogether: linked.partition.cluster[left] == linked.partition.cluster[right])
      }
    }
    #expect(survey.pairCount == slow.weights.count, "seed \(seed)")
    #expect(survey.pairCount == linked.found.pairCount, "seed \(seed)")
    #expect(survey.rules == slow.rules, "seed \(seed)")
    #expect(survey.strongCount == slow.weights.count { $0 >= random.model.matchThreshold }, "seed \(seed)")
    #expect(survey.lost.reduce(0, +) == slow.lost, "seed \(seed)")
    #expect(survey.splits.joined().count == min(slow.lost, survey.splits.count * 40), "seed \(seed)")
    for level in survey.levels { #expect(level.reduce(0) { $0 + $1.ofOne + $1.ofTwo } == survey.pairCount, "seed \(seed)") }

    // Thresholds are read off in whole steps; weights of the small model are whole bits.
    let curve = ThresholdCurve(judged: survey.judgedWeights, matching: survey.matchingWeights, belonging: slow.matching.count + 3, step: 1_000)
    for point in curve.points {
      #expect(point.pairs.joined == slow.judged.count { $0 >= point.threshold }, "seed \(seed) at \(point.threshold)")
      #expect(point.pairs.together == slow.matching.count { $0 >= point.threshold }, "seed \(seed) at \(point.threshold)")
      #expect(survey.judgedWeights.count(from: point.threshold) == point.pairs.joined, "seed \(seed)")
    }
    #expect(curve.points.isEmpty == slow.judged.isEmpty)
    #expect(curve.blockingRecall == Proportion(slow.matching.count, of: slow.matching.count + 3))
    if let best = curve.best {
      for point in curve.points { #expect(point.pairs.f1.value <= best.pairs.f1.value + 1e-12) }
    }
  }

  @Test func `causes are those of the clustering`() {
    let world = SmallWorld(
      """
      record crm/1 name=Pat.Stone email=pat@stone.org birth=1980-02-03
      record web/1 name=Pat.Stone email=pat@stone.org birth=1980-02-03
      record crm/2 name=Mia.Stone email=m.stone77@stone.org birth=2001-01-01
      record web/2 name=Leo.Stone email=m.stone77@stone.org birth=1999-09-09
      record crm/3 name=Ann.Field phone=010-2222-3333
      record web/3 name=Bea.Field phone=010-2222-3334 birth=1970-07-07
      """)
    let table = world.table().table
    let linked = LinkedWorld(table, .small)
    // All of one number are one person here.
    let entities = (0..<table.recordCount).map { UInt32(String(table.key($0).id))! }
    let context = SurveyContext(linked.partition, entities: entities)
    let survey = linked.scorer.survey(0..<table.recordCount, linked.blocks, context)
    let causes = Dictionary(uniqueKeysWithValues: zip(FalseSplit.Cause.allCases, survey.lost))
    #expect(causes[.belowThreshold] == 1, "the two who share a mailbox are compared and too light: \(causes)")
    #expect(survey.lost.reduce(0, +) == 1)
    let people = [[], [0, 3], [1, 4], [2, 5]]
    let unmet = linked.scorer.unmetSplits(0..<people.count, people, linked.blocks, context)
    #expect(unmet.map { [$0.left.rawValue, $0.right.rawValue] } == [[2, 5]])
    #expect(unmet.allSatisfy { $0.cause == .noSharedKey })
    // Taken for two people, the one customer is a false join.
    let others = SurveyContext(linked.partition, entities: [0, 1, 2, 3, 4, 5])
    let joins = linked.scorer.falseJoins(0..<1, [[0, 3]], others)
    #expect(joins.map(\.wrongPairs) == [1])
    #expect(joins.map(\.personCount) == [2])
  }

  @Test func `a report of blocking knows void keys by their size`() {
    let lines = (0..<7).map { "record crm/\($0) name=Kim.Lee email=user\($0)@example.org" }
    var model = Model.small
    let table = SmallWorld(lines.joined(separator: "\n")).table().table
    for rule in model.blocking.indices where model.blocking[rule].keys == [.nameFull] { model.blocking[rule].blockMax = 5 }
    let linked = LinkedWorld(table, model)
    let sizes = model.blocking.indices.map { BlockingReport.voidKeySizes(ofRule: $0, table, linked.classes, model, linked.blocks) }
    let survey = linked.scorer.survey(0..<7, linked.blocks, SurveyContext(linked.partition))
    let report = BlockingReport(table, model, linked.blocks, survey, voidSizes: sizes, belonging: nil)
    for rule in report.rules {
      #expect(rule.voidKeys == (rule.rule.keys == [.nameFull] ? 1 : 0))
      #expect(rule.largestVoidKeys == (rule.rule.keys == [.nameFull] ? [7] : []))
      #expect(rule.voidRecords == rule.largestVoidKeys.reduce(0, +))
    }
    #expect(report.allPairs == 21)
    #expect(report.recall == nil)
  }

  @Test func `a record that says little cannot be linked`() {
    let world = SmallWorld(
      """
      record crm/1 name=Pat.Stone email=pat@stone.org
      record crm/2 gender=f
      record crm/3 name=Pat.Stone
      """)
    let linked = LinkedWorld(world.table().table, .small)
    let own = SelfMatch(linked.scorer.selfWeights(0..<3))
    #expect(own.unlinkable(below: Model.small.matchThreshold) == [1, 2])
    #expect(own.weights[1] == Model.bits(-17))
    #expect(own.histogram.total == 3)
  }

  private struct Slow {
    var rules: [PairSurvey.RuleTally]
    var weights: [MatchWeight] = []
    var judged: [MatchWeight] = []
    var matching: [MatchWeight] = []
    var lost = 0

    init(ruleCount: Int) { rules = Array(repeating: PairSurvey.RuleTally(), count: ruleCount) }

    mutating func add(rules found: [Int], weight: MatchWeight, model: Model, isMatching: Bool, isJudged: Bool, isTogether: Bool) {
      if found.isEmpty { return }
      weights.append(weight)
      if isJudged { judged.append(weight) }
      if isMatching { matching.append(weight) }
      if isMatching, !isTogether { lost += 1 }
      for rule in found {
        let isStrong = weight >= model.matchThreshold
        rules[rule].pairs += 1
        rules[rule].strong += isStrong ? 1 : 0
        rules[rule].matching += isMatching ? 1 : 0
        if found.count == 1 {
          rules[rule].pairsOnly += 1
          rules[rule].strongOnly += isStrong ? 1 : 0
          rules[rule].matchingOnly += isMatching ? 1 : 0
        }
      }
    }
  }
}
