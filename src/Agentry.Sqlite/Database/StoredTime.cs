namespace Agentry;

/// <summary>Points in time as the file keeps them: units of 100 nanoseconds since 1970, in UTC.</summary>
internal static class StoredTime
{
    public static long From(DateTimeOffset time) => time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static long? From(DateTimeOffset? time) => time is { } t ? From(t) : null;

    public static DateTimeOffset To(long stored) => new(stored + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);

    /// <summary>A time plus a span that may be endless.</summary>
    public static long After(long now, TimeSpan span) => span.Ticks > long.MaxValue - now ? long.MaxValue : now + span.Ticks;
}
