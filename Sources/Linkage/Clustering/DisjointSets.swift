/// Union–find over record indexes; the representative of a set is its smallest index.
///
/// Source: R. E. Tarjan, "Efficiency of a Good But Not Linear Set Union Algorithm", JACM 22 (1975);
/// path halving. Linking the larger root under the smaller makes representatives independent of the
/// order of unions.
struct DisjointSets {
  private var parents: [UInt32]

  init(count: Int) { parents = (0..<UInt32(count)).map { $0 } }

  mutating func root(_ element: Int) -> Int {
    var element = element
    while Int(parents[element]) != element {
      parents[element] = parents[Int(parents[element])]
      element = Int(parents[element])
    }
    return element
  }

  mutating func join(_ left: Int, _ right: Int) {
    let (a, b) = (root(left), root(right))
    if a < b { parents[b] = UInt32(a) } else if b < a { parents[a] = UInt32(b) }
  }
}
