using System.Globalization;
using System.Runtime.CompilerServices;

namespace Agentry;

/// <summary>
/// Sends the idempotency key of the tool call that makes the request as the <c>Idempotency-Key</c> header (the draft of the IETF's httpapi group,
/// understood by most payment services), so that the service behind a <see cref="ToolEffect.Keyed"/> tool has the effect once.
/// </summary>
/// <remarks>
/// Thread-safe. Add it to the <see cref="HttpClient"/> that tools use. Only requests that are not idempotent by themselves (POST, PATCH) get the header, and
/// only inside a tool call; a header that is set already stays. The first such request of an attempt gets the call's key, each further one the key with
/// its number: a tool that makes several must make them in the same order every time.
/// </remarks>
public sealed class IdempotencyKeyHandler : DelegatingHandler
{
    /// <summary>The header's name.</summary>
    public const string HeaderName = "Idempotency-Key";

    private static readonly ConditionalWeakTable<ToolCallContext, Counter> Counters = [];

    /// <summary>Creates the handler for a client factory, which sets its inner handler.</summary>
    public IdempotencyKeyHandler()
    {
    }

    /// <summary>Creates the handler around another one.</summary>
    public IdempotencyKeyHandler(HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Mark(request);
        return base.Send(request, cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Mark(request);
        return base.SendAsync(request, cancellationToken);
    }

    private static void Mark(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (ToolCallContext.Current is not { } call
            || (request.Method != HttpMethod.Post && request.Method != HttpMethod.Patch)
            || request.Headers.Contains(HeaderName))
        {
            return;
        }

        int number = Counters.GetOrCreateValue(call).Next(call.Attempt);
        string key = number == 1 ? call.IdempotencyKey : string.Create(CultureInfo.InvariantCulture, $"{call.IdempotencyKey}-{number}");
        request.Headers.Add(HeaderName, key);
    }

    private sealed class Counter
    {
        private readonly Lock _lock = new();
        private int _attempt;
        private int _requests;

        public int Next(int attempt)
        {
            lock (_lock)
            {
                if (attempt != _attempt)
                    (_attempt, _requests) = (attempt, 0);
                return ++_requests;
            }
        }
    }
}
