namespace Agentry;

/// <summary>
/// Put it into the <see cref="HttpClient"/> of a model's SDK whose exceptions do not carry response headers (Anthropic's do not), so that retries honour
/// <c>Retry-After</c>. It also notices when the SDK retries by itself.
/// </summary>
/// <remarks>Reads headers only, changes nothing, and does nothing outside an Agentry pipeline. Put it innermost, next to the network.</remarks>
public sealed class ProviderResponseHandler : DelegatingHandler
{
    /// <summary>Creates the handler; the SDK or the factory sets <see cref="DelegatingHandler.InnerHandler"/>.</summary>
    public ProviderResponseHandler()
    {
    }

    /// <summary>Creates the handler around another one.</summary>
    public ProviderResponseHandler(HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ProviderResponse? attempt = ProviderResponse.Current;
        attempt?.Sent();
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        attempt?.Received(Value(response, "retry-after-ms"), Value(response, "retry-after"));
        return response;
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ProviderResponse? attempt = ProviderResponse.Current;
        attempt?.Sent();
        HttpResponseMessage response = base.Send(request, cancellationToken);
        attempt?.Received(Value(response, "retry-after-ms"), Value(response, "retry-after"));
        return response;
    }

    private static string? Value(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
