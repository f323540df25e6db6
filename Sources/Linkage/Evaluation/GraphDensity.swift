/// How closely the records of a cluster hold together: the edges between them, of all pairs. 1 where each
/// agrees with each, near 0 where they hang together like a chain.
///
/// - Parameter edgeCount: at most nodeCount × (nodeCount - 1) / 2. A cluster of one record has density 1.
public func graphDensity(nodeCount: Int, edgeCount: Int) -> Proportion {
  Proportion(edgeCount, of: nodeCount * (nodeCount - 1) / 2)
}
