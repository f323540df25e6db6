import Identity
import Resolution
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
      models: models.enumerated().map { index, text in
        PublishedModel(number: Int64(index + 1), text: text, sha256: Array(text.utf8), publishedAt: Instant(microseconds: 0))
      })
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

@Test func `a publication gives way to the model before it, unless another came since`() {
  #expect(opposite("", model: 2, models: ["a", "b"]) == "model a")
  #expect(opposite("", model: 3, models: ["a", "b", "a"]) == "model b")
  #expect(opposite("", model: 2, models: ["a", "b", "c"]) == "nothing")
  #expect(opposite("", model: 1, models: ["a"]).hasPrefix("model "))
}
