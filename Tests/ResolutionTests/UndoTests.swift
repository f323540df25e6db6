import Identity
import Resolution
import TestKit
import Testing

/// Decisions as text: `1=ab 2!bc` are judgements it made, `-3=cd` one it withdrew; a star marks those still in force.
private func opposite(_ decision: String, inForce: String = "", model: Int64? = nil, models: [String] = []) -> String {
  func judgement(_ word: Substring) -> Judgement {
    let text = word.filter { $0 != "*" && $0 != "-" }
    let sign = text.firstIndex { "=!".contains($0) }!
    let letters = text[text.index(after: sign)...].map { SourceKey(source: "s", id: String($0)) }
    return Judgement(
      id: Int64(text[..<sign])!, verdict: text[sign] == "=" ? .same : .different, left: letters[0], right: letters[1], by: "t",
      because: "t", at: Instant(microseconds: 0))
  }
  let words = decision.split(separator: " ")
  let made = words.filter { !$0.hasPrefix("-") }
  let stored = StoredDecision(
    number: 7, kind: .merge, by: "t", because: "t", at: Instant(microseconds: 0), undoes: nil, undoneBy: nil,
    made: made.map(judgement), inForce: Set(made.filter { $0.hasSuffix("*") }.map { judgement($0).id }),
    withdrawn: words.filter { $0.hasPrefix("-") }.map(judgement), model: model)
  do {
    let undo = try undoing(
      stored, by: "t", because: "t", at: Instant(microseconds: 0), inForce: inForce.split(separator: " ").map(judgement),
      models: ModelHistory(
        models: models.enumerated().map { PublishedModel($0 + 1, $1) },
        publications: models.indices.map { ModelHistory.Publication(model: Int64($0 + 1), decision: Int64($0 + 1) == model ? 7 : nil) }))
    let claims = undo.claims.map { "\($0.verdict.rawValue) \($0.left.id)\($0.right.id)" }
    return (undo.withdrawals.map { "withdraw \($0)" } + claims + (undo.model.map { ["model \($0.text)"] } ?? [])).joined(separator: ", ")
  } catch {
    return "nothing"
  }
}

@Test func `what a decision made is withdrawn, as far as it is in force`() {
  #expect(opposite("1=ab* 2!bc*") == "withdraw 1, withdraw 2")
  #expect(opposite("1=ab 2!bc*") == "withdraw 2")
  #expect(opposite("1=ab 2!bc") == "nothing")
}

@Test func `what it withdrew is made again, unless somebody did`() {
  #expect(opposite("-3=cd -4!ce") == "same cd, different ce")
  #expect(opposite("-3=cd -4!ce", inForce: "9=cd") == "different ce")
  #expect(opposite("-3=cd", inForce: "9=cd") == "nothing")
}

@Test func `a publication gives way to the newest that is left, and one that is not in force only goes`() {
  #expect(opposite("", model: 2, models: ["a", "b"]) == "model a")
  #expect(opposite("", model: 3, models: ["a", "b", "a"]) == "model b")
  #expect(opposite("", model: 2, models: ["a", "b", "c"]) == "")
  #expect(opposite("", model: 1, models: ["a"]).hasPrefix("model "))
}

/// Pins are `class value region`. The first is withdrawn and then the others are made; what the undoing of the withdrawal
/// makes again.
private func undoneWithdrawal(of pin: String, since later: String...) -> String {
  func stored(_ text: String, _ number: Int64) -> StoredSharingPin {
    let words = text.split(separator: " ").map(String.init)
    let pin = NewSharingPin(
      attribute: .phone, value: words[1], region: words[2], sharingWord: words[0], by: "t", because: "t",
      at: Instant(microseconds: 0))!
    return StoredSharingPin(number: number, pin: pin)
  }
  var decision = StoredDecision(
    number: 7, kind: .sharing, by: "t", because: "t", at: Instant(microseconds: 0), undoes: nil, undoneBy: nil, made: [],
    inForce: [], withdrawn: [], model: nil)
  decision.sharingWithdrawn = [stored(pin, 1)]
  let inForce = later.enumerated().map { stored($1, Int64($0 + 2)) }
  do {
    return try undoing(
      decision, by: "t", because: "t", at: Instant(microseconds: 0), inForce: [], models: ModelHistory(), sharingInForce: inForce
    ).sharing.map { "\($0.sharingWord) \($0.value) \($0.region)" }.joined(separator: ", ")
  } catch {
    return "nothing"
  }
}

@Test func `what was said of a value since holds, however it is written`() {
  let junk = "junk 02-777-7777 KR"
  #expect(undoneWithdrawal(of: junk) == junk)
  #expect(undoneWithdrawal(of: junk, since: "person 02-777-7777 KR") == "nothing")
  #expect(undoneWithdrawal(of: junk, since: "person 027777777 KR") == "nothing")
  #expect(undoneWithdrawal(of: junk, since: "person +82-2-777-7777 US") == "nothing")
  #expect(undoneWithdrawal(of: junk, since: "person 02-777-7778 KR") == junk)
  // One spelling, and in two countries two values.
  for region in ["US", "DE"] { #expect(undoneWithdrawal(of: junk, since: "person 02-777-7777 \(region)") == junk, "\(region)") }
}

// MARK: models in force

extension PublishedModel {
  fileprivate init(_ number: Int, _ text: String) {
    self.init(number: Int64(number), text: text, sha256: Array(text.utf8), publishedAt: Instant(microseconds: 0))
  }
}

/// A store of models and of nothing else, which keeps decisions as the database does.
private struct ModelShelf {
  var history = ModelHistory()
  var decisions: [StoredDecision] = []

  mutating func put(_ text: String, sha256: [UInt8]) -> Int64 {
    var model = PublishedModel(history.models.count + 1, text)
    model.sha256 = sha256
    history.models.append(model)
    return model.number
  }

  mutating func keep(_ decision: NewDecision) {
    let number = Int64(decisions.count + 1)
    let model = history.model(after: decision).map { put($0.text, sha256: $0.sha256) }
    if decision.kind == .publication, let model { history.publications.append(.init(model: model, decision: number)) }
    if let aside = decision.setsAside { history.reverts.append(.init(decision: number, setsAside: aside)) }
    if let undone = decision.undoes {
      if history.isAbout(undone) { history.undoings.append(.init(decision: number, undoes: undone)) }
      decisions[Int(undone) - 1].undoneBy = number
    }
    decisions.append(
      StoredDecision(
        number: number, kind: decision.kind, by: "t", because: "t", at: Instant(microseconds: 0), undoes: decision.undoes,
        undoneBy: nil, made: [], inForce: [], withdrawn: [], model: model))
  }

  /// `+a` publishes, `=a` is a resolve that is given a model, `-3` undoes decision 3, `<` reverts. The model in force
  /// after it, or why it was refused.
  mutating func run(_ word: String) -> String {
    let rest = String(word.dropFirst())
    let instant = Instant(microseconds: 0)
    do {
      switch word.first {
      case "=":
        if history.models.last?.text != rest {
          let model = put(rest, sha256: Array(rest.utf8))
          history.publications.append(.init(model: model, decision: nil))
        }
      case "+":
        var decision = NewDecision(.publication, by: "t", because: "t", at: instant)
        decision.model = (rest, Array(rest.utf8))
        keep(decision)
      case "<": keep(try reverting(by: "t", because: "t", at: instant, models: history))
      default:
        guard let number = Int(rest), decisions.indices.contains(number - 1) else { return "unknown" }
        keep(try undoing(decisions[number - 1], by: "t", because: "t", at: instant, inForce: [], models: history))
      }
    } catch {
      return "refused"
    }
    return text
  }

  var text: String { history.models.last.map { $0.text.utf8.count > 9 ? "standard" : $0.text } ?? "standard" }
}

/// The models in force after each of several acts, as `run` has them.
private func models(_ acts: String) -> String {
  var shelf = ModelShelf()
  return acts.split(separator: " ").map { shelf.run(String($0)) }.joined(separator: " ")
}

@Test func `a publication can be undone after a later one was, and revert never returns to one that was undone`() {
  #expect(models("+a +b -2 -1") == "a b a standard")
  #expect(models("+a +b +c -3 <") == "a b c b a")
  #expect(models("+a +b +c -2 <") == "a b c c a")
  #expect(models("+a +b -1 -2") == "a b b standard")
}

@Test func `reverts go back one publication each, and undoing one returns`() {
  #expect(models("+a +b +c < <") == "a b c b a")
  #expect(models("+a +b +c < < -5 -4") == "a b c b a b c")
  #expect(models("+a < <") == "a standard refused")
  #expect(models("=a =b < < <") == "a b a standard refused")
}

@Test func `the undoing of an undoing brings a publication back to its place`() {
  #expect(models("+a +b -2 -3") == "a b a b")
  #expect(models("+a +b -1 -2 -3") == "a b b standard a")
  #expect(models("+a +b < -2 -3") == "a b a a a")
  #expect(models("+a +a <") == "a a standard")
}

@Test(arguments: seeds(few: 300))
func `the model in force is the one a stack that is worked step by step shows`(seed: UInt64) {
  var random = SeededGenerator(seed: seed)
  var shelf = ModelShelf()
  // Each entry as often taken out as something has, and set aside likewise; what each decision did, forwards.
  var stack: [(text: String, out: Int, aside: Int)] = []
  var acts: [(_ sign: Int) -> Void] = []
  var isUndone: [Bool] = []
  var top: Int? { stack.indices.last { stack[$0].out == 0 && stack[$0].aside == 0 } }
  func shown(_ place: Int?) -> String { place.map { stack[$0].text } ?? "standard" }
  var story: [String] = []
  for _ in 0..<24 {
    let before = shown(top)
    let word: String
    var expected: String?
    switch random.below(8) {
    case 0, 1, 2:
      let text = random.pick(["a", "b", "c", "d"])
      word = "+" + text
      if text == before {
        // Undoing it takes nothing back.
        acts.append { _ in }
        isUndone.append(true)
      } else {
        stack.append((text, 0, 0))
        let place = stack.count - 1
        acts.append { stack[place].out -= $0 }
        isUndone.append(false)
      }
    case 3:
      let text = random.pick(["a", "b", "c", "d"])
      word = "=" + text
      if text != before { stack.append((text, 0, 0)) }
    case 4, 5:
      word = "<"
      if let place = top {
        stack[place].aside += 1
        acts.append { stack[place].aside += $0 }
        isUndone.append(false)
      } else {
        expected = "refused"
      }
    default:
      let number = random.below(acts.count + 1)
      word = "-\(number + 1)"
      if number == acts.count {
        expected = "unknown"
      } else if isUndone[number] {
        expected = "refused"
      } else {
        isUndone[number] = true
        let act = acts[number]
        act(-1)
        acts.append { act(-$0) }
        isUndone.append(false)
      }
    }
    story.append(word)
    let after = shown(top)
    let outcome = shelf.run(word)
    #expect(outcome == expected ?? after, "seed \(seed): \(story.joined(separator: " "))")
    #expect(shelf.text == after, "seed \(seed): \(story.joined(separator: " "))")
  }
}
