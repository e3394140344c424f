namespace Agentry;

/// <summary>An event as a store keeps it.</summary>
/// <param name="Sequence">The place in the run's log, from 1.</param>
/// <param name="Payload">The event's bytes; stores never change or interpret them.</param>
/// <param name="Hash">The hash over the previous event's hash and these bytes.</param>
public sealed record StoredEvent(long Sequence, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Hash);
