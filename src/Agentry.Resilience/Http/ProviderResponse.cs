namespace Agentry;

/// <summary>What the provider's HTTP responses of one attempt said beside their bodies. Filled by <see cref="ProviderResponseHandler"/>.</summary>
internal sealed class ProviderResponse
{
    private static readonly AsyncLocal<ProviderResponse?> Ambient = new();

    private readonly Lock _lock = new();
    private int _requests;
    private string? _retryAfterMs;
    private string? _retryAfter;

    public static ProviderResponse? Current => Ambient.Value;

    /// <summary>HTTP requests that were sent.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Makes a new one ambient. The handler runs further in, and changes this object, not the ambient value.</summary>
    public static ProviderResponse Begin() => Ambient.Value = new ProviderResponse();

    public void Sent() => Interlocked.Increment(ref _requests);

    public void Received(string? retryAfterMs, string? retryAfter)
    {
        lock (_lock)
            (_retryAfterMs, _retryAfter) = (retryAfterMs, retryAfter);
    }

    public TimeSpan? RetryAfter(TimeProvider time)
    {
        lock (_lock)
            return FailureDetails.ParseRetryAfter(_retryAfter, time.GetUtcNow(), _retryAfterMs);
    }
}
