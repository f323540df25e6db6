import Normalization

/// What the blocking rules did, for people: who finds what, what is only found by one rule, what was too
/// common to be a key, and how much is probably missed.
///
/// Made from a `PairSurvey`, after the run and beside it. It knows sizes and kinds of keys, never values.
public struct BlockingReport: Sendable {
  public struct Rule: Sendable {
    public var rule: BlockingRule
    public var keyedRecords: Int
    public var blocks: Int
    /// Records in its largest blocks, largest first.
    public var largestBlocks: [Int]
    /// Keys on more records than the rule allows, the records behind them, and the largest of these keys.
    public var voidKeys: Int
    public var voidRecords: Int
    public var largestVoidKeys: [Int]
    public var tally: PairSurvey.RuleTally
    /// Of the strong pairs that other rules find, the share that this rule finds as well: an estimate of the
    /// share of all true pairs that it would find alone.
    public var recallEstimate: Proportion
    /// Of the true pairs, the share that it finds; nil without truth.
    public var recall: Proportion?
  }

  public var rules: [Rule]
  public var pairCount: Int
  public var strongCount: Int
  /// Pairs there would be without blocking.
  public var allPairs: Int
  /// Share of the true pairs that meet under any rule; nil without truth.
  public var recall: Proportion?
  /// The same, estimated without truth; nil where the rules do not fall into two kinds that both find pairs.
  public var recallEstimate: Proportion?

  static let sizesMax = 5

  /// - Parameters:
  ///   - voidSizes: from `voidKeySizes`, by rule.
  ///   - belonging: true pairs; nil without truth.
  public init(_ table: RecordTable, _ model: Model, _ blocks: BlockIndex, _ survey: PairSurvey, voidSizes: [[Int]], belonging: Int?) {
    let sizes = blocks.blockSizes()
    rules = model.blocking.indices.map { index in
      let tally = survey.rules[index]
      let report = blocks.report[index]
      return Rule(
        rule: model.blocking[index], keyedRecords: report.keyedRecords, blocks: report.blocks,
        largestBlocks: Array(sizes[index].sorted(by: >).prefix(BlockingReport.sizesMax)), voidKeys: report.voidKeys,
        voidRecords: report.voidRecords, largestVoidKeys: Array(voidSizes[index].prefix(BlockingReport.sizesMax)), tally: tally,
        recallEstimate: Proportion(tally.strong - tally.strongOnly, of: survey.strongCount - tally.strongOnly),
        recall: belonging.map { Proportion(tally.matching, of: $0) })
    }
    pairCount = survey.pairCount
    strongCount = survey.strongCount
    allPairs = Linkage.pairCount(table.recordCount)
    recall = belonging.map { Proportion(survey.matchingCount, of: $0) }
    recallEstimate = BlockingReport.captured(survey)
  }

  /// Strong pairs found, of those there probably are.
  ///
  /// Two catches that share no attribute: rules of e-mails, phones, handles and ids, and rules of names,
  /// dates and places. What both find tells how much each misses. A lower bound on what is missed, since
  /// poor records are missed by both. Source: D. G. Chapman, "Some properties of the hypergeometric
  /// distribution with applications to zoological sample censuses", 1951.
  private static func captured(_ survey: PairSurvey) -> Proportion? {
    let (one, two, both) = (survey.captures.byIdentifiers, survey.captures.byTraits, survey.captures.byBoth)
    if one == 0 || two == 0 || both == 0 { return nil }
    let (product, overflow) = (one + 1).multipliedReportingOverflow(by: two + 1)
    if overflow { return nil }
    return Proportion(survey.strongCount, of: max(survey.strongCount, product / (both + 1) - 1))
  }

  /// Records behind each void key of a rule, largest first.
  ///
  /// - Complexity: O(keys); nothing where the index met no void key.
  public static func voidKeySizes(
    ofRule rule: Int, _ table: RecordTable, _ classes: SharingClasses, _ model: Model, _ blocks: BlockIndex
  ) -> [Int] {
    if blocks.report[rule].voidKeys == 0 { return [] }
    let maker = BlockingKeys(table, model.blocking)
    var keys: [UInt64] = []
    var scratch: [UInt64] = []
    for record in 0..<table.recordCount {
      scratch.removeAll(keepingCapacity: true)
      maker.append(rule: rule, record: record, table, nil, to: &scratch)
      keys.append(contentsOf: scratch)
    }
    keys.sort()
    var sizes: [Int] = []
    var start = 0
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end] == keys[start] { end += 1 }
      if end - start > model.blocking[rule].blockMax { sizes.append(end - start) }
      start = end
    }
    return sizes.sorted(by: >)
  }
}

extension KeyKind {
  /// Keys that point at one person by themselves: mailboxes, lines, handles, ids.
  var isIdentifying: Bool {
    switch self {
    case .emailAccount, .emailLocal, .phoneLine, .phoneTail, .handleExact, .handleName, .identifierExact: true
    default: false
    }
  }
}
