import Crypto

/// Which model is in force, after publications, reverts, and the undoing of either.
///
/// Publications are a stack: in force is the newest that is neither undone nor set aside by a revert, and where none
/// is left, the standard model. Undoing takes one out of the stack wherever it is in it, a revert only the top one;
/// undoing either of these puts it back.
public struct ModelHistory: Sendable {
  public struct Publication: Sendable, Equatable {
    /// The number of the model.
    public var model: Int64
    /// nil: the standard model, which the first resolve put there and nobody decided; or, in records of older versions
    /// of Kindred, a model that a resolve was given. Today that is a decision too.
    public var decision: Int64?

    public init(model: Int64, decision: Int64?) {
      self.model = model
      self.decision = decision
    }
  }

  public struct Revert: Sendable, Equatable {
    public var decision: Int64
    /// The model of the publication that it took out of force.
    public var setsAside: Int64

    public init(decision: Int64, setsAside: Int64) {
      self.decision = decision
      self.setsAside = setsAside
    }
  }

  public struct Undoing: Sendable, Equatable {
    public var decision: Int64
    public var undoes: Int64

    public init(decision: Int64, undoes: Int64) {
      self.decision = decision
      self.undoes = undoes
    }
  }

  /// Every model as it came into force, in order: the last is in force. One that came back is there again.
  public var models: [PublishedModel]
  /// In order. What undoing and reverting brought back is not published anew.
  public var publications: [Publication]
  public var reverts: [Revert]
  /// The undoing of publications, of reverts, and of undoings of either; in order.
  public var undoings: [Undoing]

  public init(
    models: [PublishedModel] = [], publications: [Publication] = [], reverts: [Revert] = [], undoings: [Undoing] = []
  ) {
    self.models = models
    self.publications = publications
    self.reverts = reverts
    self.undoings = undoings
  }

  /// The model of the publication in force; nil: the standard model is.
  public var inForce: Int64? {
    // Whatever undoes a decision came after it.
    var undone = Set<Int64>()
    for undoing in undoings.reversed() where !undone.contains(undoing.decision) { undone.insert(undoing.undoes) }
    let aside = Set(reverts.filter { !undone.contains($0.decision) }.map(\.setsAside))
    return publications.last { publication in
      if let decision = publication.decision, undone.contains(decision) { return false }
      return !aside.contains(publication.model)
    }?.model
  }

  /// Whether undoing this decision says which publications are in force.
  public func isAbout(_ decision: Int64) -> Bool {
    publications.contains { $0.decision == decision } || reverts.contains { $0.decision == decision }
      || undoings.contains { $0.decision == decision }
  }

  /// The model that a decision puts into force: its text and the SHA-256 of that. nil: the one in force stays.
  public func model(after decision: NewDecision) -> (text: String, sha256: [UInt8])? {
    guard let next = decision.kind == .publication ? decision.model : history(after: decision).map({ text(of: $0.inForce) })
    else { return nil }
    return next.sha256 == models.last?.sha256 ? nil : next
  }

  /// With what an undoing or a revert adds; nil for one that is not about models.
  func history(after decision: NewDecision) -> ModelHistory? {
    var next = self
    if let aside = decision.setsAside {
      next.reverts.append(Revert(decision: .max, setsAside: aside))
    } else if let undone = decision.undoes, isAbout(undone) {
      next.undoings.append(Undoing(decision: .max, undoes: undone))
    } else {
      return nil
    }
    return next
  }

  private func text(of number: Int64?) -> (text: String, sha256: [UInt8]) {
    if let model = models.first(where: { $0.number == number }) { return (model.text, model.sha256) }
    let standard = ModelFile.standard()
    return (String(decoding: standard.text, as: UTF8.self), Array(SHA256.hash(data: standard.text)))
  }
}
