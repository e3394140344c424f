using System.Text.Json;

namespace Agentry;

/// <summary>Checks that the stored events of a run are the ones that were written: gapless, in order, unchanged.</summary>
internal static class LogVerifier
{
    public static async Task<LogVerification> VerifyAsync(
        RunKey run, IAsyncEnumerable<StoredEvent> events, byte[]? key, string? expectedHead, CancellationToken cancellationToken)
    {
        byte[] head = HashChain.Root(run, key);
        bool reachedExpected = expectedHead is null;
        long sequence = 0;
        await foreach (StoredEvent stored in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            sequence++;
            if (stored.Sequence != sequence)
                return Broken($"event {sequence} is missing; {stored.Sequence} is in its place");
            byte[] expected = HashChain.Next(head, stored.Payload.Span, key);
            if (!expected.AsSpan().SequenceEqual(stored.Hash.Span))
                return Broken($"the hash of event {sequence} does not fit its content and the event before it");
            if (Misplaced(run.RunId, stored) is { } problem)
                return Broken(problem);
            head = expected;
            reachedExpected |= string.Equals(expectedHead, Convert.ToHexStringLower(head), StringComparison.Ordinal);
        }

        sequence++;
        if (sequence == 1)
            return Broken("there are no events: the tenant has no such run, or all of it was removed");
        return reachedExpected
            ? new LogVerification(sequence - 1, null, null, Convert.ToHexStringLower(head))
            : Broken("the exported head is not in this log: its tail was cut, or the run was replaced");

        LogVerification Broken(string problem) => new(sequence - 1, sequence, problem, Convert.ToHexStringLower(head));
    }

    private static string? Misplaced(RunId run, StoredEvent stored)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(stored.Payload);
            return document.RootElement.GetProperty("seq"u8).GetInt64() != stored.Sequence
                || document.RootElement.GetProperty("run"u8).GetString() != run.Value
                ? $"event {stored.Sequence} was written for another place or another run"
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"event {stored.Sequence} is not readable";
        }
    }
}
