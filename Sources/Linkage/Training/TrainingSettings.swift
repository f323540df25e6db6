public import Identity

/// How far a file's own figures may move a model, and where matching then begins. The same for every file.
///
/// Levels are not independent of each other: two records with one phone have one address more often than
/// chance says, so weights taken straight from m and u claim too much. The base model's were fitted with
/// that in view. Training therefore goes a share of the way from the base to the file's figures, less where
/// they rest on few pairs.
public struct TrainingSettings: Sendable {
  /// How far a weight goes at most: 0 keeps the base, 1 takes the file's figure. Of 0.25, 0.5, 0.6, 0.75
  /// and 1, a half gave the best customers over ten labelled files, and at 1 three were worse than untrained.
  public var share = 0.5
  /// How far, in bits, weights are expected to differ between files: what few pairs say is held against it.
  public var spreadBits = 1.5
  /// Evidence against, met among pairs that are otherwise one person, may be two people whom the model takes
  /// for one. It loses weight only as far as so many such pairs are outnumbered.
  public var conflictPairs = 30.0
  /// The chance of a pair that EM ends with is near the truth, so that a match can begin where it is a little
  /// more likely than not, whatever the file.
  public var matchThreshold = MatchWeight(rawValue: 400)
  /// Whether of two levels the one that weighs more in the base may come to weigh less.
  public var keepsOrder = true
  /// Two comparisons do not say of themselves which pairs are one person: that namesakes agree on the name, or
  /// twins on the birth date, fits a mixture as well as the truth does. Pairs compared on fewer than so many
  /// comparisons of weight teach nothing; where hardly any match is of another kind, the base stands.
  ///
  /// Source: L. A. Goodman, "Exploratory latent structure analysis using both identifiable and unidentifiable
  /// models", Biometrika 61 (1974).
  public var comparisonsMin = 3
  /// Comparisons count whose full agreement weighs so much in the base: sex does not, a telephone does.
  public var comparisonWeightMin = MatchWeight(rawValue: 3_000)
  public var roundsMax = 200

  public init() {}

  /// Expectation maximisation and nothing else: no base, no bounds.
  public static var plain: TrainingSettings {
    var settings = TrainingSettings()
    settings.share = 1
    settings.spreadBits = 1_000
    settings.conflictPairs = 0
    settings.keepsOrder = false
    settings.comparisonsMin = 0
    return settings
  }
}
