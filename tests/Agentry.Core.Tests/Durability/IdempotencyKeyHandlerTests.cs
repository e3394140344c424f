using Agentry.Testing;

namespace Agentry.Tests;

public sealed class IdempotencyKeyHandlerTests
{
    [Fact]
    public async Task Request_InsideAToolCall_CarriesTheCallsKey()
    {
        var service = new Recorder();
        using var http = new HttpClient(new IdempotencyKeyHandler(service));
        var pay = new CountingTool("pay", async (_, token) =>
        {
            await http.GetAsync(new Uri("http://bank.invalid/balance"), token);
            await http.PostAsync(new Uri("http://bank.invalid/pay"), new StringContent("5"), token);
            await http.PatchAsync(new Uri("http://bank.invalid/note"), new StringContent("n"), token);
            using var own = new HttpRequestMessage(HttpMethod.Post, "http://bank.invalid/own");
            own.Headers.Add(IdempotencyKeyHandler.HeaderName, "own");
            await http.SendAsync(own, token);
            return "paid";
        });
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Done.")), agent => agent.WithTool(pay, t => t.Keyed()));

        AgentRun run = await host.Agent.RunAsync("Pay.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        string key = pay.Invocations.Single().IdempotencyKey!;
        service.Keys.Should().Equal(("GET", null), ("POST", key), ("PATCH", key + "-2"), ("POST", "own"));
    }

    [Fact]
    public async Task Request_OfTheNextAttempt_CarriesTheSameKeys()
    {
        var service = new Recorder();
        using var http = new HttpClient(new IdempotencyKeyHandler(service));
        var pay = new CountingTool("pay", async (_, token) =>
        {
            await http.PostAsync(new Uri("http://bank.invalid/a"), null, token);
            await http.PostAsync(new Uri("http://bank.invalid/b"), null, token);
            return "paid";
        });
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Done.")),
            agent => agent.WithTool(pay, t => t.Keyed()).Layer(ToolStage.Retry, async (context, next, token) =>
            {
                await next(context, token);
                return await next(context, token);
            }));

        await host.Agent.RunAsync("Pay.").Soon();

        string key = pay.Invocations[0].IdempotencyKey!;
        service.Keys.Select(k => k.Key).Should().Equal(key, key + "-2", key, key + "-2");
    }

    [Fact]
    public async Task Request_OutsideAToolCall_IsLeftAlone()
    {
        var service = new Recorder();
        using var http = new HttpClient(new IdempotencyKeyHandler(service));

        await http.PostAsync(new Uri("http://bank.invalid/pay"), null);

        service.Keys.Should().Equal(("POST", null));
    }

    private sealed class Recorder : HttpMessageHandler
    {
        public List<(string Method, string? Key)> Keys { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Keys.Add((request.Method.Method, request.Headers.TryGetValues(IdempotencyKeyHandler.HeaderName, out IEnumerable<string>? values) ? values.Single() : null));
            return Task.FromResult(new HttpResponseMessage());
        }
    }
}
