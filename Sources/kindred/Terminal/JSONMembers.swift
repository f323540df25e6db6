import Intake

/// Members of JSON objects in one call each.
extension JSONWriter {
  mutating func member(_ name: String, _ value: Int) {
    self.name(name)
    number(value)
  }

  mutating func member(_ name: String, _ value: String) {
    self.name(name)
    string(value)
  }

  mutating func member(_ name: String, _ value: Bool) {
    self.name(name)
    bool(value)
  }
}
