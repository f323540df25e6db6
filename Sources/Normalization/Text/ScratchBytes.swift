/// An array of exactly the bytes that `fill` writes into a scratch buffer on the stack.
///
/// Copying out of the stack costs less than filling an array in place does: the array is allocated once
/// at its true length, by the standard library's fastest way in.
///
/// - Parameter fill: writes from the front and returns how many bytes it wrote, at most `capacity`.
@inline(__always)
func scratchBytes(capacity: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Int) -> [UInt8] {
  withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { out in
    Array(UnsafeBufferPointer(rebasing: out[..<fill(out)]))
  }
}
