import Identity
import Linkage
import Normalization
import TestKit
import Testing

/// Weights of pairs, as rows: two records and what they weigh over the prior, in bits.
@Suite struct PairScorerTests {
  private func check(
    _ left: String, _ right: String, _ bits: Int, others: [String] = [], isExcluded: Bool = false,
    isClaimed: Bool = false, _ change: (inout Model) -> Void = { _ in }, line: SourceLocation = #_sourceLocation
  ) {
    var model = Model.small
    change(&model)
    let rows = [left, right] + others
    let text = rows.enumerated().map { "record x/\(100 + $0.offset) \($0.element)" }.joined(separator: "\n")
    let table = SmallWorld(text).table().table
    let linked = LinkedWorld(table, model)
    var scratch = PairScorer.Scratch(linked.scorer)
    for (a, b) in [(0, 1), (1, 0)] {
      let weight = linked.scorer.score(a, b, &scratch)
      #expect(weight - model.prior == Model.bits(bits), "\(left) and \(right)", sourceLocation: line)
      #expect(linked.scorer.isExcluded(scratch) == isExcluded, "\(left) and \(right)", sourceLocation: line)
      let explanation = linked.scorer.explain(a, b, linked.blocks)
      #expect(explanation.total == weight && explanation.isExcluded == isExcluded, sourceLocation: line)
      #expect(explanation.lines.reduce(model.prior + explanation.corroboration) { $0 + $1.weight } == weight, sourceLocation: line)
      #expect(explanation.lines.contains(where: \.isClaim) == isClaimed, "\(left) and \(right)", sourceLocation: line)
    }
  }

  @Test func `missing is neutral and conflicting is negative`() {
    check("email=user1x@example.org", "phone=010-2345-6789", 0)
    check("email=user1x@example.org", "", 0)
    check("email=user1x@example.org", "email=somebody.else@example.net", -1)
    check("birth=1980-02-03", "birth=1991-11-12", -6)
    check("gender=f", "gender=m", -4)
    check("gender=f", "gender=f", 1)
    // Of an address that is no more than a province nothing was read.
    check("address=대구_수성구_달구벌대로_2450;;", "address=부산_해운대구_센텀로_9;;", -1)
    check("address=대구_수성구_달구벌대로_2450;;", "address=대구;;", 0)
    check("address=대구_수성구_달구벌대로_2450;;", "address=;서울;", 0)
  }

  @Test func `a family name alone says no more than how rare it is`() {
    func known(_ model: inout Model) {
      let shares: [(String, Int32)] = [("김", 2_000), ("smith", 7_000)]
      for (family, rarity) in shares { model.frequencies.rarity[KeyHash.hash(NormalizedKey(.nameFamily, Array(family.utf8)))] = rarity }
    }
    check("name=Mr_Kim", "name=Yuna.Kim", 4)
    check("name=Mr_Kim", "name=Yuna.Kim", 2, known)
    check("name=Kim", "name=Yuna.Kim", 2, known)
    check("name=김", "name=김유나", 2, known)
    check("name=김**", "name=김유나", 2, known)
    check("name=Mrs_Smith", "name=Jane.Smith", 4, known)
    check("name=Mr_Quill", "name=Jane.Quill", 4, known)
    // with an initial it is no family name alone
    check("name=Y.Kim", "name=Yuna.Kim", 4, known)
  }

  @Test func `a list counts by its best pair`() {
    check("email=user1x@example.org email=zoe77@example.org", "email=anna88@example.net email=zoe77@example.org", 19)
    check("email=user1x@example.org email=zoe77@example.org", "email=anna88@example.net", -1)
  }

  @Test func `agreements together say more than their sum, and one beside nothing less`() {
    let steps: [Corroboration.Step] = [
      Corroboration.Step(agreeing: 3...9, disagreeing: 0...9, idle: 0...9, compared: 0...9, weight: Model.bits(6)),
      Corroboration.Step(agreeing: 2...9, disagreeing: 0...9, idle: 0...9, compared: 4...9, weight: Model.bits(4)),
      Corroboration.Step(agreeing: 1...9, disagreeing: 0...2, idle: 0...9, compared: 4...9, weight: Model.bits(2)),
      Corroboration.Step(agreeing: 1...1, disagreeing: 0...0, idle: 1...1, compared: 2...2, weight: Model.bits(-2)),
    ]
    let corroboration = Corroboration(agreesFrom: Model.bits(3), disagreesFrom: Model.bits(-1), idleBelow: Model.bits(3), steps: steps)
    func together(_ left: String, _ right: String, _ bits: Int, with weight: Int, line: SourceLocation = #_sourceLocation) {
      check(left, right, bits, line: line)
      check(left, right, bits + weight, { $0.corroboration = corroboration }, line: line)
    }
    let (phone, other) = ("phone=010-2345-6789", "phone=010-7777-1111")
    together("name=Pat.Stone \(phone) birth=1980-02-03", "name=Pat.Stone \(phone) birth=1980-02-03", 16 + 18 + 12, with: 6)
    together(
      "name=Pat.Stone \(phone) birth=1980-02-03 email=user1x@example.org",
      "name=Pat.Stone \(other) birth=1980-02-03 email=zoe77@example.net", 16 - 1 + 12 - 1, with: 4)
    together(
      "name=Pat.Stone \(phone) birth=1980-02-03 email=user1x@example.org",
      "name=Zoe.Quill \(other) birth=1980-02-03 email=zoe77@example.net", -6 - 1 + 12 - 1, with: 0)
    // No names, no people: branches of one organisation agree in much.
    together(
      "\(phone) birth=1980-02-03 email=user1x@example.org", "\(phone) birth=1980-02-03 email=user1x@example.org", 18 + 12 + 19, with: 0)
    // One agrees, and the other says little; else nothing is added.
    together("name=Pat.Stone text.job=managing", "name=Pat.Stone text.job=managin", 16 + 2, with: -2)
    together("name=Pat.Stone \(phone)", "name=Pat.Stone \(phone)", 16 + 18, with: 0)
    together("name=Pat.Stone \(phone)", "name=Pat.Stone \(other)", 16 - 1, with: 0)
  }

  @Test func `a part of a value is not the value`() {
    check("birth=1980", "birth=1980", -1)
    check("birth=1980-02-03", "birth=1980-02-03", 12)
    check("name=김*수", "name=김*수", 4)
    check("name=김*수", "name=김*영", -6)
    check("handle=pat.stone77", "handle=pat.stone77", 5)
    check("handle=instagram:pat.stone77", "handle=instagram:pat.stone77", 18)
  }

  @Test func `a common name weighs less by the difference of the rarities`() {
    let stone = KeyHash.hash(NormalizedKey(.nameFamily, Array("stone".utf8)))
    let pat = KeyHash.hash(NormalizedKey(.nameGiven, Array("pat".utf8)))
    check("name=Pat.Stone", "name=Pat.Stone", 16)
    check("name=Pat.Stone", "name=Pat.Stone", 16 - 7) { $0.frequencies.rarity = [stone: 4_000] }
    check("name=Pat.Stone", "name=Pat.Stone", 16 - 7 - 4) { $0.frequencies.rarity = [stone: 4_000, pat: 5_000] }
    check("name=Pat.Stone", "name=Pat.Stone", 16 + 2) { $0.frequencies.rarity = [stone: 13_000] }
    check("name=Pat.Stone", "name=Pat.Stone", 16) { model in
      model.frequencies.rarity = [stone: 4_000]
      model.comparisons[0].frequencyFromLevel = nil
    }
  }

  @Test func `a household's or a shared phone weighs what the model says`() {
    let family = ["Ann", "Bob", "Cid", "Dan", "Eve"].map { "name=\($0).Stone phone=010-2345-6789" }
    check("phone=010-2345-6789", "phone=010-2345-6789", 18, others: Array(family.prefix(2)))
    check("phone=010-2345-6789", "phone=010-2345-6789", 7, others: Array(family.prefix(3)))
    check("phone=010-2345-6789", "phone=010-2345-6789", 1, others: family)
    check("phone=010-2345-6789", "phone=010-2345-6789", 0, others: family) { $0.carriersMax = 6 }
  }

  @Test func `an area says the less the more records are in it`() {
    let steps = [1: 4, 3: 1, 4: -2].sorted { $0.key < $1.key }.map { AreaStep(carriersMin: $0.key, weight: Model.bits($0.value)) }
    func area(_ left: String, _ right: String, _ others: [String], _ bits: Int, line: SourceLocation = #_sourceLocation) {
      check(left, right, 2, others: others, line: line)
      check(left, right, 2 + bits, others: others, { $0.comparisons[9].areaSteps = steps }, line: line)
    }
    let (main, oak) = ("address=12_Main_Street;Springfield;62704", "address=7_Oak_Avenue;Springfield;62704")
    let (afar, nowhere) = ("address=7_Oak_Avenue;Springfield;62959", "address=9_Elm_Road;Dover;19901")
    area(main, oak, [], 4)
    area(main, oak, [nowhere, nowhere, nowhere], 4)
    area(main, oak, [main], 1)
    // One record with two homes in an area is in it once.
    area(main, oak, ["\(main) \(oak)"], 1)
    area(main, oak, [main, oak], -2)
    // The postcode that both have counts, and not its city; the city where they have two postcodes.
    area(main, oak, [afar, afar, afar], 4)
    area(main, afar, [], 4)
    area(main, afar, [oak], 1)
    area(main, afar, [oak, nowhere, main], -2)
    // Cities that are only alike are no hamlet, and of a large one there is no more to say.
    let (city, slip) = ("address=12_Main_Street;Springfield;", "address=7_Oak_Avenue;Springfeild;")
    area(city, slip, [], 0)
    area(city, slip, [main, oak, afar], -2)
    // Whatever agrees in more than the area weighs the same wherever it is.
    for change in [{ _ in }, { $0.comparisons[9].areaSteps = steps }] as [(inout Model) -> Void] {
      check(main, main, 12, others: [oak, oak], change)
      check(main, nowhere, -1, others: [oak, oak], change)
    }
    // A home in common counts, be it shared by many, and not the area that other homes have in common.
    check("\(main) \(oak)", "address=3_Elm_Road;Springfield;62704 \(main)", 1) { model in
      model.comparisons[9].areaSteps = steps
      model.comparisons[9].weights[7] = Model.bits(1)
    }
  }

  @Test func `only so many columns of text count, the heaviest`() {
    let four = "text.a=v1 text.b=v1 text.c=v1 text.d=v1"
    check(four, four, 10)
    check(four, four, 20) { $0.comparisons[8].columnsMax = .max }
    check(four, four, 0) { $0.comparisons[8].columnsMax = 0 }
    check("text.a=v1", "text.a=v1", 0) { $0.comparisons[8].columnsMax = 0 }
    check(four, "text.a=v2 text.b=v1 text.c=v1 text.d=v1", 9)
  }

  @Test(arguments: [
    ("Jane.Smith", "jane.smith@example.org", true), ("Jane.Smith", "jsmith82@example.org", true), ("Jane.Smith", "smith-j@example.org", true),
    ("Jane.Smith", "smithjane@example.org", true), ("Jane.Smith", "janes@example.org", true), ("Jane.Smith", "smith1999@example.org", true),
    ("김민수", "minsu.kim@example.org", true), ("김민수", "kimminsu77@example.org", true), ("김민수", "kimms01@example.org", true),
    ("이지은", "jieun.lee@example.org", true), ("박준", "joonpark@example.org", true),
    ("Jane.Smith", "zoe.miller@example.org", false), ("Jane.Smith", "jane.smith19820203@example.org", false),
    ("Jane.Smith", "js@example.org", false), ("Jane.Smith", "smithereens@example.org", false), ("Jane.Smith", "bluebird77@example.org", false),
    ("김민수", "sunny.day@example.org", false), ("김민수", "parkminsu@example.org", false), ("김민수", "star2000@example.org", false),
  ])
  func `an address made of the name adds half of what it weighs`(name: String, mail: String, isMade: Bool) {
    func change(_ model: inout Model) {
      model.comparisons[1].weights[5] = Model.bits(18)
      model.comparisons[1].ofNameThousandths = 500
    }
    let record = "name=\(name) email=\(mail)"
    check(record, record, 16 + (isMade ? 9 : 18), change)
    check(record, record, 16 + 18) { $0.comparisons[1].weights[5] = Model.bits(18) }
    // Without the name, or with another, the address is all the evidence there is.
    check(record, "email=\(mail)", 18, change)
    check(record, "name=Barbara.Falk email=\(mail)", name.utf8.first == UInt8(ascii: "J") ? 18 - 6 : 18 - 3, change)
    // Another address of one record speaks for itself.
    check(record, record + " email=quite.another77@example.org", 16 + (isMade ? 9 : 18), change)
  }

  @Test(arguments: [
    ("email=zoe77@example.org", 19), ("phone=010-2345-6789", 18), ("handle=instagram:pat.stone77", 18), ("id.ssn=A12345", 22),
  ])
  func `what another has verified counts for nothing under a contradicting name`(value: String, bits: Int) {
    let (kim, zoe) = ("name=Barbara.Falk", "name=Jane.Smith")
    // Verified for one of the two alone, whichever it is.
    check("\(kim) \(value)!", "\(zoe) \(value)", -6, isClaimed: true)
    check("name=이은정 \(value)!", "name=이은경 \(value)", -6, isClaimed: true)
    // For both, for neither: as it ever was.
    check("\(kim) \(value)!", "\(zoe) \(value)!", -6 + bits)
    check("\(kim) \(value)", "\(zoe) \(value)", -6 + bits)
    // A name that agrees, that is missing, or that is too little to contradict.
    check("\(kim) \(value)!", "\(kim) \(value)", 16 + bits)
    check("\(kim) \(value)!", value, bits)
    check("\(kim) \(value)!", "name=김*수 \(value)", -3 + bits)
    check("\(kim) \(zoe) \(value)!", "\(zoe) \(value)", 16 + bits)
  }

  @Test func `a claim covers all that a person says of the kind, but for what both have verified`() {
    let (kim, zoe) = ("name=Barbara.Falk", "name=Jane.Smith")
    // Alike is enough to be a claim; what differs speaks against the two as before.
    check("\(kim) email=zoe.miller77@example.org!", "\(zoe) email=zoe.miller77@example.net", -6, isClaimed: true)
    check("\(kim) phone=010-2345-6789!", "\(zoe) phone=010-2345-6788", -6, isClaimed: true)
    check("\(kim) email=zoe77@example.org!", "\(zoe) email=anna88@example.net", -7)
    // Another address that nobody has verified does not help; one that both have, does.
    check("\(kim) email=zoe77@example.org! email=anna88@example.net", "\(zoe) email=zoe77@example.org email=anna88@example.net", -6, isClaimed: true)
    check("\(kim) email=zoe77@example.org! email=anna88@example.net!", "\(zoe) email=zoe77@example.org email=anna88@example.net!", -6 + 19)
    check("\(kim) email=anna88@example.net!", "\(zoe) email=zoe77@example.org email=anna88@example.net", -6, isClaimed: true)
    // Each kind for itself: the phone still counts.
    check("\(kim) email=zoe77@example.org! phone=010-2345-6789", "\(zoe) email=zoe77@example.org phone=010-2345-6789", -6 + 18, isClaimed: true)
    // Where names are not compared, none contradicts.
    check("\(kim) email=zoe77@example.org!", "\(zoe) email=zoe77@example.org", 19) { $0.comparisons.removeFirst() }
  }

  @Test func `exclusions need every condition, and as many columns as they say`() {
    let pat = "name=Patrick.Stone birth=1980-02-03"
    check(pat, "name=Barbara.Stone birth=1991-11-12", -12, isExcluded: true)
    check(pat, "name=Patrick.Stone birth=1991-11-12", 10)
    check(pat, "name=Barbara.Stone birth=1980-02-03", 6)
    check("phone=010-2345-6789 " + pat, "phone=010-2345-6789 name=Barbara.Stone birth=1980-02-03", 24, isExcluded: true)
    // A couple on one telephone, and one name misheard.
    let couple = Exclusion(conditions: [(.name, 1...1), (.phone, 5...5)])
    check("name=박준호 phone=010-2345-6789", "name=김미영 phone=010-2345-6789", 12, isExcluded: true) { $0.exclusions.append(couple) }
    check("name=김은정 phone=010-2345-6789", "name=김은경 phone=010-2345-6789", 12) { $0.exclusions.append(couple) }
    check("id.ssn=A12345", "id.ssn=B98765", -3)
    check("id.ssn=A12345 id.card=C12345", "id.ssn=B98765 id.card=D98765", -6, isExcluded: true)
    check("id.ssn=A12345 id.card=C12345", "id.ssn=B98765 id.card=C12345", 19)
    check("id.ssn=A12345 birth=1980-02-03", "id.ssn=B98765 birth=1991-11-12", -9, isExcluded: true)
  }

  @Test func `both directions and every memory give one weight`() {
    for seed in seeds(few: 300) {
      var generator = SeededGenerator(seed: seed)
      let random = RandomWorld(&generator)
      let table = random.world.table().table
      let scorer = PairScorer(table, random.model, SharingClasses(table, random.model))
      var used = PairScorer.Scratch(scorer)
      for left in 0..<table.recordCount {
        for right in 0..<table.recordCount where right != left {
          // A bound may leave open which of two levels a name has; whoever scores must not see that.
          _ = scorer.mayReach(random.model.reviewThreshold, left, right, &used)
          let there = scorer.score(left, right, &used)
          let levels = used.levels
          let isExcluded = scorer.isExcluded(used)
          var fresh = PairScorer.Scratch(scorer)
          #expect(scorer.score(right, left, &fresh) == there, "seed \(seed), \(left) and \(right)\n\(random.text)")
          #expect(scorer.isExcluded(fresh) == isExcluded, "seed \(seed)")
          #expect(fresh.levels == levels, "seed \(seed), \(left) and \(right)\n\(random.text)")
          #expect(fresh.weights.reduce(random.model.prior.rawValue + fresh.corroborating, +) == there.rawValue, "seed \(seed)")
        }
      }
    }
  }

  @Test func `a pair is given up only where its weight stays below`() {
    var given = 0
    for seed in seeds(few: 300) {
      var generator = SeededGenerator(seed: seed)
      let random = RandomWorld(&generator)
      let table = random.world.table().table
      let scorer = PairScorer(table, random.model, SharingClasses(table, random.model))
      var scratch = PairScorer.Scratch(scorer)
      scorer.withScratch { lent in
        for left in 0..<table.recordCount {
          for right in (left + 1)..<max(left + 1, table.recordCount) {
            let weight = scorer.score(left, right, &scratch)
            #expect(scorer.score(left, right, &lent) == weight, "seed \(seed), \(left) and \(right)")
            #expect(scorer.mayReach(weight, left, right, &lent), "seed \(seed), \(left) and \(right)\n\(random.text)")
            if !scorer.mayReach(weight + MatchWeight(millibits: 1), left, right, &lent) { given += 1 }
          }
        }
      }
    }
    #expect(given > 0, "some pairs are given up")
  }
}
