public import Identity
public import Normalization

/// The evidence of one pair, made on demand: what the waterfall shows.
public struct PairExplanation: Sendable {
  public struct Line: Sendable {
    public var column: ColumnID
    /// The level's name in the model file; `missing` where a side has no usable value.
    public var level: String
    public var weight: MatchWeight
    /// Canonical values compared, empty where missing.
    public var left: String
    public var right: String
    /// The wider sharing class of the two values.
    public var sharing: ValueClass
    /// Whether part of the weight is left out, because the address is made of the name, which agrees as well.
    public var isMadeOfName = false
    /// Whether the agreement counts for nothing: verified for one of the two, and only claimed by the other, whose
    /// name contradicts the first one's.
    public var isClaim = false
    /// Of addresses that agree on no more than their area, how many records are in it, as far as the weight depends on
    /// it: up to `Int.max` where more change nothing.
    public var areaCarriers: ClosedRange<Int>?
  }

  public var prior: MatchWeight
  public var lines: [Line]
  /// What the agreements together add, and how many comparisons agree, disagree, and were counted at all.
  public var corroboration: MatchWeight
  public var agreeing: Int
  public var disagreeing: Int
  public var counted: Int
  public var total: MatchWeight
  public var isExcluded: Bool
  /// The source of both, where it is declared free of duplicates: then `isExcluded` holds whatever the lines say.
  public var declaredSource: String?
  /// Rules under which the two share a live key; empty where that was not asked.
  public var rules: [BlockingRule]
}

extension PairScorer {
  /// - Complexity: O(slots + keys of both records).
  public func explain(_ left: Int, _ right: Int, _ blocks: BlockIndex) -> PairExplanation {
    var explanation = explain(left, right)
    explanation.rules = blocks.rules(of: left, right).map { model.blocking[$0] }
    return explanation
  }

  /// As above, without the rules under which the two meet.
  public func explain(_ left: Int, _ right: Int) -> PairExplanation {
    var scratch = Scratch(self)
    let total = score(left, right, &scratch)
    var lines: [PairExplanation.Line] = []
    for (index, slot) in slots.enumerated() {
      let column = table.columns[slot.column]
      let level = scratch.levels[index]
      func shown(_ record: Int, _ chosen: UInt32) -> String {
        let values = column.values(of: record)
        guard !values.isEmpty else { return "" }
        let id = level == 0 ? column.values[values.lowerBound] : chosen
        return String(decoding: column.dictionary.canonical[Int(id)], as: UTF8.self)
      }
      let sharing =
        level == 0
        ? ValueClass.person
        : max(
          classes.classes[slot.column][Int(scratch.left[index])], classes.classes[slot.column][Int(scratch.right[index])])
      lines.append(
        PairExplanation.Line(
          column: slot.id, level: level == 0 ? "missing" : levelNames(of: slot.id.attribute)[Int(level) - 1],
          weight: MatchWeight(rawValue: scratch.weights[index]), left: shown(left, scratch.left[index]),
          right: shown(right, scratch.right[index]), sharing: sharing, isClaim: scratch.isClaim[index] && scratch.weights[index] == 0,
          areaCarriers: areaCarriers(index, scratch)))
    }
    if let mail = lines.indices.first(where: { lines[$0].column.attribute == .email }), isOfName(left, right, &scratch) {
      lines[mail].isMadeOfName = true
    }
    return PairExplanation(
      prior: model.prior, lines: lines, corroboration: MatchWeight(rawValue: scratch.corroborating),
      agreeing: scratch.tally.agreeing, disagreeing: scratch.tally.disagreeing, counted: scratch.tally.compared, total: total, isExcluded: isExcluded(left, right, scratch),
      declaredSource: declaredSource(of: left, and: right), rules: [])
  }
}
