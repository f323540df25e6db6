import Intake
public import Identity
import Normalization

/// The m and u of a model file, as written: what people read, where the engine keeps only the weights.
public struct LevelShares: Sendable {
  public struct Level: Sendable {
    public var name: String
    public var m: Double
    public var u: Double
  }

  /// Levels of an attribute in their order; nil where the file has none of it.
  public func levels(of attribute: Attribute) -> [Level]? { byAttribute[attribute] }
  private var byAttribute: [Attribute: [Level]] = [:]

  /// - Parameter file: a model that has been read, so that its text is known to be good.
  public init(_ file: ModelFile) {
    guard let tree = try? YAMLTree(reading: file.text, named: "the model"), let comparisons = tree["comparisons"] else { return }
    for attribute in Attribute.allCases {
      guard let written = comparisons[attribute.word] else { continue }
      byAttribute[attribute] = levelNames(of: attribute).map { name in
        func share(_ key: String) -> Double { writtenLevel(written, name, of: attribute)?[key]?.text.flatMap(Double.init) ?? 0 }
        return Level(name: name, m: share("m"), u: share("u"))
      }
    }
  }
}
