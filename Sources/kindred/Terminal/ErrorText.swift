import Identity
import Intake
import Linkage
import Resolution

/// Where a run and the truth differ: thresholds, causes, and the worst mistakes with their evidence.
struct ErrorText {
  private let linking: Linking
  private let survey: LinkingSurvey
  private let errors: ErrorAnalysis
  private let worst: Int

  init(_ linked: LinkedFiles, _ errors: ErrorAnalysis, worst: Int) {
    linking = linked.linking
    survey = linked.survey
    self.errors = errors
    self.worst = worst
  }

  func lines() -> [String] {
    var lines = ["", "Customers at other thresholds (bits)"]
    lines += table(
      ["threshold", "customers", "largest", "pair precision", "recall", "F1", "B-cubed F1"],
      survey.thresholds.map { point in
        let figures = point.figures.map { decimals($0.pairs.precision, $0.pairs.recall, $0.pairs.f1, $0.bCubed.f1) }
        return [point.threshold.description + (point.threshold == linking.model.matchThreshold ? " (now)" : ""), grouped(point.customers), grouped(point.largest)] + (figures ?? [])
      })
    lines += ["", "Blocking"]
    lines += table(
      ["rule", "pairs", "only it", "largest", "void keys", "true pairs", "only it", "recall"],
      survey.blocking.rules.filter { $0.tally.pairs + $0.voidKeys > 0 }.map { rule in
        [
          rule.rule.word, grouped(rule.tally.pairs), grouped(rule.tally.pairsOnly), grouped(rule.largestBlocks.first ?? 0),
          grouped(rule.voidKeys), grouped(rule.tally.matching), grouped(rule.tally.matchingOnly),
          (rule.recall ?? rule.recallEstimate).decimal(places: 3),
        ]
      })
    lines.append("  Together: \(grouped(survey.blocking.pairCount)) of \(grouped(survey.blocking.allPairs)) pairs are compared; they hold \(errors.curve.blockingRecall.decimal(places: 5)) of the true pairs.")
    lines += ["", "Where true pairs were lost"]
    lines += table(["cause", "pairs"], errors.lost.filter { $0.pairs > 0 }.map { [Wording.cause($0.cause), grouped($0.pairs)] })
    if errors.lost.allSatisfy({ $0.pairs == 0 }) { lines.append("  nowhere: all were found") }
    for (index, join) in errors.falseJoins.prefix(worst).enumerated() {
      lines += ["", "False join \(index + 1): \(counted(join.recordCount, "record", "records")) of \(join.personCount) people in one cluster, \(counted(join.wrongPairs, "wrong pair", "wrong pairs"))"]
      lines += story(join.left, join.right)
    }
    for (index, split) in splits.enumerated() {
      lines += ["", "False split \(index + 1): \(Wording.cause(split.cause))"]
      lines += story(split.left, split.right)
    }
    return lines
  }

  /// Of each cause the heaviest in turn, so that a few show many causes.
  private var splits: [FalseSplit] {
    var byCause: [[FalseSplit]] = FalseSplit.Cause.allCases.map { cause in errors.falseSplits.filter { $0.cause == cause } }
    var result: [FalseSplit] = []
    while result.count < worst, byCause.contains(where: { !$0.isEmpty }) {
      for index in byCause.indices where !byCause[index].isEmpty && result.count < worst { result.append(byCause[index].removeFirst()) }
    }
    return result
  }

  private func story(_ left: RecordIndex, _ right: RecordIndex) -> [String] {
    Waterfall(linking.story(Int(left.rawValue), Int(right.rawValue))).lines()
  }

  func write(_ json: inout JSONWriter) {
    json.name("thresholds")
    json.beginArray()
    for point in survey.thresholds {
      json.beginObject()
      json.member("threshold_millibits", Int(point.threshold.rawValue))
      json.member("customers", point.customers)
      json.member("largest_customer", point.largest)
      if let figures = point.figures {
        json.member("pair_precision", figures.pairs.precision)
        json.member("pair_recall", figures.pairs.recall)
        json.member("pair_f1", figures.pairs.f1)
        json.member("b3_f1", figures.bCubed.f1)
      }
      json.endObject()
    }
    json.endArray()
    json.name("pair_curve")
    json.beginArray()
    for point in errors.curve.points {
      json.beginObject()
      json.member("threshold_millibits", Int(point.threshold.rawValue))
      json.member("precision", point.pairs.precision)
      json.member("recall", point.pairs.recall)
      json.member("f1", point.pairs.f1)
      json.endObject()
    }
    json.endArray()
    json.member("blocking_recall", errors.curve.blockingRecall)
    write(survey.blocking, &json)
    json.name("lost_pairs")
    json.beginObject()
    for (cause, pairs) in errors.lost { json.member(cause.rawValue, pairs) }
    json.endObject()
    json.name("false_joins")
    json.beginArray()
    for join in errors.falseJoins {
      json.beginObject()
      pair(join.left, join.right, join.weight, &json)
      json.member("records", join.recordCount)
      json.member("people", join.personCount)
      json.member("wrong_pairs", join.wrongPairs)
      json.endObject()
    }
    json.endArray()
    json.name("false_splits")
    json.beginArray()
    for split in errors.falseSplits {
      json.beginObject()
      pair(split.left, split.right, split.weight, &json)
      json.member("cause", split.cause.rawValue)
      json.endObject()
    }
    json.endArray()
  }

  private func pair(_ left: RecordIndex, _ right: RecordIndex, _ weight: MatchWeight, _ json: inout JSONWriter) {
    json.member("left", linking.table.key(Int(left.rawValue)).description)
    json.member("right", linking.table.key(Int(right.rawValue)).description)
    json.member("weight_millibits", Int(weight.rawValue))
  }

  private func write(_ blocking: BlockingReport, _ json: inout JSONWriter) {
    json.name("blocking")
    json.beginArray()
    for rule in blocking.rules {
      json.beginObject()
      json.member("rule", rule.rule.word)
      json.member("keyed_records", rule.keyedRecords)
      json.member("blocks", rule.blocks)
      json.member("largest_block", rule.largestBlocks.first ?? 0)
      json.member("void_keys", rule.voidKeys)
      json.member("void_records", rule.voidRecords)
      json.member("largest_void_key", rule.largestVoidKeys.first ?? 0)
      json.member("pairs", rule.tally.pairs)
      json.member("pairs_only", rule.tally.pairsOnly)
      json.member("strong_pairs", rule.tally.strong)
      json.member("strong_pairs_only", rule.tally.strongOnly)
      json.member("true_pairs", rule.tally.matching)
      json.member("true_pairs_only", rule.tally.matchingOnly)
      json.member("recall_estimate", rule.recallEstimate)
      if let recall = rule.recall { json.member("recall", recall) }
      json.endObject()
    }
    json.endArray()
  }
}

extension Wording {
  static func cause(_ cause: FalseSplit.Cause) -> String {
    switch cause {
    case .noSharedKey: "no blocking rule brings them together"
    case .belowThreshold: "compared, but too little agrees"
    case .exclusiveConflict: "enough agrees, but something contradicts"
    case .ambiguous: "enough agrees, but one fits another customer as well"
    case .evidenceAgainst: "enough agrees, but the rest of their clusters does not"
    case .componentCut: "enough agrees, but too many records hang together"
    case .judgement: "a judgement keeps them apart"
    case .notLoaded: "a record of the truth was not loaded"
    }
  }
}
