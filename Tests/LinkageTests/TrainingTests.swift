import Foundation
import Identity
import Linkage
import Normalization
import TestKit
import Testing

/// Training on counts of patterns: published figures, then what holds for any counts.
@Suite struct TrainingTests {
  /// Three columns that agree or do not.
  private static func model(_ weights: [(Int32, Int32)], prior: Int32) -> Model {
    var model = Model.small
    model.prior = MatchWeight(rawValue: prior)
    model.comparisons = zip([Attribute.email, .phone, .gender], weights).map { attribute, weights in
      Comparison(attribute: attribute, weights: [.zero, MatchWeight(rawValue: weights.0), MatchWeight(rawValue: weights.1)])
    }
    return model
  }

  /// Counts by pattern, the first digit being the first column's.
  private static let published: [(pattern: String, posterior: Double, count: Int)] = [
    ("000", 0.0021321962, 1_407), ("001", 0.1397058824, 408), ("010", 0.4285714286, 63), ("011", 0.9827586207, 522),
    ("100", 0.0429447853, 163), ("101", 0.7732558140, 172), ("110", 0.9402985075, 67), ("111", 0.9991652755, 1_198),
  ]

  private static func levels(_ pattern: String) -> [UInt8] { pattern.utf8.map { $0 == UInt8(ascii: "1") ? 2 : 1 } }

  private static func counts(_ shape: PatternShape, _ model: Model) -> PatternCounts {
    var counts = PatternCounts()
    for row in published { counts.add(pattern(row.pattern, shape, model), count: row.count) }
    return counts
  }

  private static func pattern(_ text: String, _ shape: PatternShape, _ model: Model, isExcluded: Bool = false) -> UInt128 {
    let levels = levels(text)
    let weights = zip(model.comparisons, levels).map { $0.weights[Int($1)].rawValue }
    return shape.pattern(levels: levels, weights: weights, isExcluded: isExcluded)
  }

  @Test func `posteriors of the published 4,000 vectors`() {
    let shares: [(m: Double, u: Double)] = [(0.7, 0.1), (0.9, 0.025), (0.95, 0.2)]
    for row in Self.published {
      var weight: Int32 = 0
      for (share, level) in zip(shares, Self.levels(row.pattern)) {
        weight += level == 2
          ? log2Millibits(share.m) - log2Millibits(share.u) : log2Millibits(1 - share.m) - log2Millibits(1 - share.u)
      }
      let found = matchProbability(MatchWeight(rawValue: weight))
      #expect(abs(found - row.posterior) < 0.001, "\(row.pattern): \(found)")
    }
  }

  @Test(arguments: [(-2_000 as Int32, 2_000 as Int32, 0 as Int32), (-1_000, 3_000, -2_000), (-3_000, 1_500, 1_000)])
  func `EM recovers what the published vectors were made with`(disagree: Int32, agree: Int32, prior: Int32) {
    let base = Self.model(Array(repeating: (disagree, agree), count: 3), prior: prior)
    let shape = PatternShape(comparisons: base.comparisons, columns: [0, 1, 2])
    let training = MixtureEstimation(Self.counts(shape, base), shape, base: base, settings: .plain).run()
    #expect(abs(training.matchShare - 0.5) < 0.005, "\(training.matchShare)")
    let first = training.levels[0]
    let u = first[1].others / (first[0].others + first[1].others)
    #expect(abs(first[1].m - 0.7) < 0.01 && abs(first[0].m - 0.3) < 0.01, "\(first)")
    #expect(abs(u - 0.1) < 0.01, "\(u)")
    #expect(training.pairCount == 4_000 && training.patternCount == 8)
    #expect(abs(training.prior.rawValue) < 30, "even odds are 0 bits, not \(training.prior)")
  }

  @Test func `the share of the way that training goes lies between the base and EM`() {
    let base = Self.model([(-500, 1_000), (-500, 1_000), (-500, 1_000)], prior: -1_000)
    let shape = PatternShape(comparisons: base.comparisons, columns: [0, 1, 2])
    let counts = Self.counts(shape, base)
    let plain = MixtureEstimation(counts, shape, base: base, settings: .plain).run()
    var light = TrainingSettings()
    light.comparisonWeightMin = .zero
    let held = MixtureEstimation(counts, shape, base: base, settings: light).run()
    for (comparison, levels) in held.levels.enumerated() {
      #expect(levels[1].after > levels[1].before && levels[1].after < plain.levels[comparison][1].after)
      #expect(levels[0].after < levels[0].before && levels[0].after > plain.levels[comparison][0].after)
    }
    var still = light
    still.share = 0
    let same = MixtureEstimation(counts, shape, base: base, settings: still).run()
    #expect(same.levels.allSatisfy { $0.allSatisfy { $0.after == $0.before } } && same.prior == base.prior)
  }

  @Test func `excluded pairs are two people whatever they agree on`() {
    let base = Self.model(Array(repeating: (-2_000, 2_000), count: 3), prior: 0)
    let shape = PatternShape(comparisons: base.comparisons, columns: [0, 1, 2])
    var counts = PatternCounts()
    counts.add(Self.pattern("111", shape, base, isExcluded: true), count: 100)
    counts.add(Self.pattern("111", shape, base), count: 100)
    counts.add(Self.pattern("000", shape, base), count: 300)
    let training = MixtureEstimation(counts, shape, base: base).run()
    #expect((0.15..<0.22).contains(training.matchShare), "\(training.matchShare)")
  }

  @Test func `levels nobody meets keep the base and no pairs change nothing`() {
    let base = Model.small
    let shape = PatternShape(comparisons: base.comparisons, columns: Array(base.comparisons.indices))
    let nothing = MixtureEstimation(PatternCounts(), shape, base: base).run()
    #expect(nothing.levels.joined().allSatisfy { $0.after == $0.before && !$0.isMet })
    #expect(nothing.pairCount == 0 && nothing.prior == base.prior)
    #expect(abs(nothing.matchThreshold.rawValue - base.matchThreshold.rawValue) < 1_500)
  }

  @Test(arguments: seeds(few: 200))
  func `the order of levels is kept and numbers stay numbers`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let base = Model.small
    let shape = PatternShape(comparisons: base.comparisons, columns: Array(base.comparisons.indices) + [8, 8, 7])
    var counts = PatternCounts()
    for _ in 0..<(1 + random.below(60)) {
      let levels = (Array(base.comparisons.indices) + [8, 8, 7]).map { UInt8(random.below(base.comparisons[$0].weights.count)) }
      let weights = zip(Array(base.comparisons.indices) + [8, 8, 7], levels).map { base.comparisons[$0].weights[Int($1)].rawValue }
      counts.add(
        shape.pattern(levels: levels, weights: weights, isExcluded: random.oneIn(9)), count: 1 + random.below(random.oneIn(3) ? 50_000 : 5))
    }
    let training = MixtureEstimation(counts, shape, base: base).run()
    let model = training.model(from: base)
    for (index, levels) in training.levels.enumerated() {
      for (a, one) in levels.enumerated() {
        #expect(one.m > 0 && one.m <= 1, "seed \(seed)")
        #expect((one.after.rawValue - one.before.rawValue).magnitude < 20_000, "seed \(seed)")
        for two in levels[(a + 1)...] where one.before != two.before {
          #expect((one.before < two.before) == (one.after <= two.after) || one.after == two.after, "seed \(seed), comparison \(index)")
        }
      }
      if let household = model.comparisons[index].householdWeight { #expect(household <= model.comparisons[index].weights.last!) }
    }
    // The same counts put in in another order.
    var other = PatternCounts()
    for (pattern, count) in counts.sorted().reversed() { other.add(pattern, count: count) }
    #expect(MixtureEstimation(other, shape, base: base).run().levels == training.levels, "seed \(seed)")
  }

  @Test func `labels move weights to where they tell the pairs apart`() {
    let base = Self.model(Array(repeating: (-1_000, 1_000), count: 3), prior: 0)
    let shape = PatternShape(comparisons: base.comparisons, columns: [0, 1, 2])
    var same = PatternCounts()
    var different = PatternCounts()
    // The first column decides, the second always says what the first says, the third says nothing.
    for last in ["0", "1"] {
      same.add(Self.pattern("11" + last, shape, base), count: 400)
      different.add(Self.pattern("00" + last, shape, base), count: 400)
      same.add(Self.pattern("00" + last, shape, base), count: 20)
      different.add(Self.pattern("11" + last, shape, base), count: 20)
    }
    let training = LabelledFit(same: same, different: different, shape, base: base).run()
    let weights = training.levels.map { $0.map { Double($0.after.rawValue) / 1_000 } }
    // Two columns that always agree weigh together what one would: log2(400 / 20).
    #expect(abs(weights[0][1] + weights[1][1] + Double(training.prior.rawValue) / 1_000 + weights[2][1] - 4.32) < 0.3, "\(weights)")
    #expect(abs(weights[2][1] - weights[2][0]) < 0.3, "\(weights)")
  }

  /// Whether a coordinate of what was found can be moved to where the labels are likelier.
  private static func slope(_ fit: Training, _ base: Model, _ columns: [Int], _ pairs: [(levels: [Int], one: Int, two: Int)]) -> Double {
    let unit = 0.693_147_180_559_945_3
    let spread = TrainingSettings().spreadBits * unit
    func likelihood(_ weights: [Double], _ prior: Double) -> Double {
      var sum = -(prior - Double(base.prior.rawValue) / 1_000) * (prior - Double(base.prior.rawValue) / 1_000) * unit * unit / (2 * spread * spread)
      for (weight, before) in zip(weights, base.comparisons[0].weights.dropFirst()) {
        let shift = (weight - Double(before.rawValue) / 1_000) * unit
        sum -= shift * shift / (2 * spread * spread)
      }
      for pair in pairs {
        let weight = pair.levels.reduce(prior) { $0 + ($1 == 0 ? 0 : weights[$1 - 1]) }
        let share = 1 / (1 + exp(-weight * unit))
        sum += Double(pair.one) * log(share) + Double(pair.two) * log(1 - share)
      }
      return sum
    }
    let weights = fit.levels[0].map { Double($0.after.rawValue) / 1_000 }
    let prior = Double(fit.prior.rawValue) / 1_000
    let here = likelihood(weights, prior)
    var most = likelihood(weights, prior + 0.1) - here
    most = max(most, likelihood(weights, prior - 0.1) - here)
    for index in weights.indices {
      for step in [-0.1, 0.1] {
        var moved = weights
        moved[index] += step
        most = max(most, likelihood(moved, prior) - here)
      }
    }
    return most
  }

  @Test(arguments: [1, 2, 3, 5])
  func `labels are met best also where a comparison has several columns`(columnCount: Int) {
    var base = Model.small
    base.prior = .zero
    base.comparisons = [Model.comparison(.text, [-1, 0, 1])]
    let columns = Array(repeating: 0, count: columnCount)
    let shape = PatternShape(comparisons: base.comparisons, columns: columns)
    var same = PatternCounts()
    var different = PatternCounts()
    var pairs: [(levels: [Int], one: Int, two: Int)] = []
    for (level, one, two) in [(1, 200, 800), (2, 300, 150), (3, 700, 100)] {
      let levels = Array(repeating: level, count: columnCount)
      let weights = levels.map { base.comparisons[0].weights[$0].rawValue }
      let pattern = shape.pattern(levels: levels.map { UInt8($0) }, weights: weights, isExcluded: false)
      same.add(pattern, count: one)
      different.add(pattern, count: two)
      pairs.append((levels, one, two))
    }
    let fit = LabelledFit(same: same, different: different, shape, base: base).run()
    let slope = Self.slope(fit, base, columns, pairs)
    #expect(slope < 0.05, "\(slope) likelier a tenth of a bit away; \(fit.levels[0].map(\.after.rawValue))")
  }

  @Test func `two comparisons alone teach nothing, a third that weighs does`() {
    for (third, moves) in [(200 as Int32, false), (4_000, true)] {
      let base = Self.model([(-3_000, 6_000), (-3_000, 6_000), (-200, third)], prior: -3_000)
      let shape = PatternShape(comparisons: base.comparisons, columns: [0, 1, 2])
      let training = MixtureEstimation(Self.counts(shape, base), shape, base: base).run()
      #expect(training.levels.joined().contains { $0.after != $0.before } == moves)
      #expect((training.prior != base.prior) == moves && (training.matchThreshold != base.matchThreshold) == moves)
      #expect((training.tellingShare == 1) == moves)
    }
  }

  @Test func `labels after training show their own counts, and others keep theirs`() {
    let base = Self.model([(-3_000, 6_000), (-3_000, 6_000), (-2_000, 4_000)], prior: -3_000)
    let shape = PatternShape(comparisons: base.comparisons, columns: [0, 1, 2])
    let mixture = MixtureEstimation(Self.counts(shape, base), shape, base: base).run()
    var (same, different) = (PatternCounts(), PatternCounts())
    // Labelled pairs that all agree on the first column.
    same.add(Self.pattern("111", shape, base), count: 7)
    different.add(Self.pattern("100", shape, base), count: 5)
    let learnt = mixture.model(from: base)
    let fit = LabelledFit(same: same, different: different, shape, base: learnt).run()
    let both = mixture.then(fit)
    let first = both.levels[0]
    #expect(first[1].matches == 7 && first[1].others == 5 && first[1].isLabelled)
    #expect(first[0].matches == mixture.levels[0][0].matches && !first[0].isLabelled)
    for (index, levels) in both.levels.enumerated() {
      for (level, found) in levels.enumerated() {
        #expect(found.after == fit.levels[index][level].after && found.before == base.comparisons[index].weights[level + 1])
      }
    }
    #expect(both.prior == fit.prior)
  }

  @Test func `a common name weighs by its own share`() {
    // Of 50 records 40 are called London, 8 Birmingham and 2 Truro; u = 0.2, m = 1.
    func share(_ name: String, _ share: Double) -> (UInt64, Int32) {
      (KeyHash.hash(NormalizedKey(.nameFamily, Array(name.utf8))), -log2Millibits(share))
    }
    var model = Model.small
    model.comparisons[0] = Comparison(
      attribute: .name, weights: Array(repeating: .zero, count: 11) + [MatchWeight(rawValue: -log2Millibits(0.2))], frequencyFromLevel: 11)
    model.frequencies = TermFrequencies(
      rarity: Dictionary(uniqueKeysWithValues: [share("london", 0.8), share("birmingham", 0.16), share("truro", 0.04)]),
      unknownFamily: -log2Millibits(0.2), unknownGiven: 9_000)
    for (name, factor) in [("Exeter", 5), ("London", 1.25), ("Birmingham", 6.25), ("Truro", 25)] {
      let world = SmallWorld("record x/1 name=Zebulon.\(name)\nrecord x/2 name=Zebulon.\(name)")
      let scorer = LinkedWorld(world.table().table, model).scorer
      var scratch = PairScorer.Scratch(scorer)
      let found = matchFactor(scorer.score(0, 1, &scratch) - model.prior)
      #expect(abs(found / factor - 1) < 0.001, "\(name): \(found)")
    }
  }
}
