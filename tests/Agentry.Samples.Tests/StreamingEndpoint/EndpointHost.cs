using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamingEndpoint;

namespace Agentry.Tests;

/// <summary>The sample behind a real server on a free port of this machine, and a client of it.</summary>
internal sealed class EndpointHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private EndpointHost(WebApplication app)
    {
        _app = app;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public AgentRuns Runs => _app.Services.GetRequiredService<AgentRuns>();

    public static async Task<EndpointHost> StartAsync(IChatClient? model = null, params string[] settings)
    {
        WebApplication app = RunServer.Create(
            ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=Error", .. settings], model ?? new ShopModel(TimeSpan.Zero, TimeProvider.System));
        await app.StartAsync();
        return new EndpointHost(app);
    }

    /// <summary>Starts a run; the response is there with its first event, or with a refusal.</summary>
    public Task<HttpResponseMessage> PostAsync(
        string? body, string? user = "ann", string? key = null, string type = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/runs") { Content = body is null ? null : new StringContent(body, Encoding.UTF8, type) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return SendAsync(request, user);
    }

    public Task<HttpResponseMessage> AskAsync(string text, string? user = "ann", string? key = null) =>
        PostAsync(JsonSerializer.Serialize(new { text }), user, key);

    public Task<HttpResponseMessage> GetAsync(string path, string? user = "ann", string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        return SendAsync(request, user);
    }

    /// <summary>The events of a stream as they come, to its end.</summary>
    public static async IAsyncEnumerable<SseItem<JsonElement>> EventsAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType.Should().Be(new MediaTypeHeaderValue("text/event-stream"));
        await using Stream body = await response.Content.ReadAsStreamAsync();
        await foreach (SseItem<JsonElement> item in SseParser.Create(body, (_, data) => JsonElement.Parse(data)).EnumerateAsync())
            yield return item;
    }

    public static async Task<List<SseItem<JsonElement>>> AllAsync(HttpResponseMessage response)
    {
        List<SseItem<JsonElement>> all = [];
        await foreach (SseItem<JsonElement> item in EventsAsync(response))
            all.Add(item);
        return all;
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? user)
    {
        if (user is not null)
            request.Headers.Add(DemoCallerFilter.Header, user);
        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
