using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>samples/StreamingEndpoint over a real connection.</summary>
public sealed class EndpointTests
{
    private const string Question = "Where is order 1042?";
    private const string Answer = "Order 1042, a brass lamp, left the warehouse yesterday. Questions go to [email]. ";

    [Fact]
    public async Task Post_StreamsTheRun_FromOpenedToDone()
    {
        await using EndpointHost host = await EndpointHost.StartAsync();

        List<SseItem<JsonElement>> events = await EndpointHost.AllAsync(await host.AskAsync(Question));

        events.Select(e => e.EventType).Where(t => t != "text").Should()
            .Equal("opened", "turn", "tool_proposed", "tool_finished", "turn", "done");
        string.Concat(events.Where(e => e.EventType == "text").Select(e => Text(e, "text"))).Should().Be(Answer);
        events.Count(e => e.EventType == "text").Should().BeGreaterThan(5, "the answer comes in pieces");
        events[^1].Data.GetProperty("status").GetString().Should().Be("Completed");
        Text(events[^1], "text").Should().Be(Answer);
        Text(events[^1], "runId").Should().Be(Text(events[0], "runId"));
        events.Should().NotContain(e => e.Data.GetRawText().Contains("shop.example"));
    }

    [Fact]
    public async Task Get_TellsHowTheRunStands_ToItsCallerAlone()
    {
        await using EndpointHost host = await EndpointHost.StartAsync();
        string id = await RunAsync(host, Question);

        JsonElement run = await EndpointHost.JsonAsync(await host.GetAsync($"/runs/{id}"));
        using HttpResponseMessage toAnother = await host.GetAsync($"/runs/{id}", user: "bob");
        using HttpResponseMessage eventsToAnother = await host.GetAsync($"/runs/{id}/events", user: "bob");

        run.GetProperty("status").GetString().Should().Be("Completed");
        run.GetProperty("text").GetString().Should().Be(Answer);
        run.GetProperty("toolCalls").GetInt32().Should().Be(1);
        await ShouldBeProblemAsync(toAnother, HttpStatusCode.NotFound);
        await ShouldBeProblemAsync(eventsToAnother, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Key_SentAgain_GivesTheFirstRunAndRunsNothing()
    {
        var model = new ScriptedChatClient(ModelReply.Text("Hello."));
        await using EndpointHost host = await EndpointHost.StartAsync(model);
        string first = await RunAsync(host, "Hi.", key: "k");

        List<SseItem<JsonElement>> again = await EndpointHost.AllAsync(await host.AskAsync("Hi.", key: "k"));
        using HttpResponseMessage another = await host.AskAsync("Hi there.", key: "k");

        again.Should().ContainSingle().Which.EventType.Should().Be("done");
        Text(again[0], "runId").Should().Be(first);
        Text(again[0], "text").Should().Be("Hello.");
        model.Requests.Should().ContainSingle();
        await ShouldBeProblemAsync(another, HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Key_OfARunAtWork_IsAConflict()
    {
        await using EndpointHost host = await EndpointHost.StartAsync(new ScriptedChatClient(ModelReply.Hang()));
        using HttpResponseMessage atWork = await host.AskAsync("Hi.", key: "k");

        using HttpResponseMessage again = await host.AskAsync("Hi.", key: "k");

        await ShouldBeProblemAsync(again, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Client_ThatGoesAway_CancelsItsRun_AndAWatcherSeesIt()
    {
        await using EndpointHost host = await EndpointHost.StartAsync(new ScriptedChatClient(ModelReply.HangAfter("So far ")));
        HttpResponseMessage post = await host.AskAsync("Hi.");
        string id = "";
        await foreach (SseItem<JsonElement> item in EndpointHost.EventsAsync(post))
        {
            if (item.EventType == "opened")
                id = Text(item, "runId");
            if (item.EventType == "text")
                break;
        }

        using HttpResponseMessage watch = await host.GetAsync($"/runs/{id}/events");
        JsonElement before = await EndpointHost.JsonAsync(await host.GetAsync($"/runs/{id}"));
        post.Dispose();
        List<SseItem<JsonElement>> seen = await EndpointHost.AllAsync(watch).WaitAsync(TimeSpan.FromSeconds(90));

        before.GetProperty("status").GetString().Should().Be("Running");
        seen[^1].EventType.Should().Be("run_ended");
        seen[^1].Data.GetProperty("status").GetString().Should().Be("Cancelled");
        seen[^1].Data.GetProperty("code").GetString().Should().BeOneOf(RunReasonCodes.CancelledByCaller, RunReasonCodes.StreamAbandoned);
        (await host.Runs.VerifyAsync(new RunId(id), "ann")).IsIntact.Should().BeTrue();
    }

    [Fact]
    public async Task Watcher_ThatGoesAway_ChangesNothing()
    {
        using var gate = new SemaphoreSlim(0);
        await using EndpointHost host = await EndpointHost.StartAsync(new GatedModel(gate));
        using HttpResponseMessage post = await host.AskAsync("Hi.");
        IAsyncEnumerator<SseItem<JsonElement>> events = EndpointHost.EventsAsync(post).GetAsyncEnumerator();
        (await events.MoveNextAsync()).Should().BeTrue();
        string id = Text(events.Current, "runId");

        using (HttpResponseMessage watch = await host.GetAsync($"/runs/{id}/events"))
        {
            await using IAsyncEnumerator<SseItem<JsonElement>> watched = EndpointHost.EventsAsync(watch).GetAsyncEnumerator();
            (await watched.MoveNextAsync()).Should().BeTrue();
            watched.Current.EventType.Should().Be("run_started");
        }

        gate.Release();
        while (events.Current.EventType != "done")
            (await events.MoveNextAsync()).Should().BeTrue();
        await events.DisposeAsync();
        (await host.Runs.GetAsync(new RunId(id), "ann"))!.Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task Events_FromANumberOrBehindTheLastOneSeen_AreTheRestOfTheLog()
    {
        await using EndpointHost host = await EndpointHost.StartAsync();
        string id = await RunAsync(host, Question);

        List<SseItem<JsonElement>> all = await EndpointHost.AllAsync(await host.GetAsync($"/runs/{id}/events"));
        List<SseItem<JsonElement>> fromThree = await EndpointHost.AllAsync(await host.GetAsync($"/runs/{id}/events?from=3"));
        List<SseItem<JsonElement>> afterThree = await EndpointHost.AllAsync(await host.GetAsync($"/runs/{id}/events?from=1", lastEventId: "3"));
        using HttpResponseMessage nothingLeft = await host.GetAsync($"/runs/{id}/events", lastEventId: all[^1].EventId);

        all.Select(e => e.EventId).Should().Equal(Enumerable.Range(1, all.Count).Select(i => $"{i}"));
        all[0].EventType.Should().Be("run_started");
        all[^1].EventType.Should().Be("run_ended");
        fromThree.Select(e => e.EventId).Should().Equal(all.Skip(2).Select(e => e.EventId));
        afterThree.Select(e => e.EventId).Should().Equal(all.Skip(3).Select(e => e.EventId));
        nothingLeft.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task StreamThatIsStartedAgain_SaysThatTheTextIsVoid()
    {
        var model = new ScriptedChatClient(ModelReply.Cut("Half an "), ModelReply.Text("A whole answer."));
        await using EndpointHost host = await EndpointHost.StartAsync(model, "--Agentry:Resilience:AfterFirstContent=Restart", "--Agentry:Resilience:Retry:BaseDelay=00:00:00");

        List<SseItem<JsonElement>> events = await EndpointHost.AllAsync(await host.AskAsync("Hi."));

        events.Should().ContainSingle(e => e.EventType == "restarted");
        string.Concat(events.SkipWhile(e => e.EventType != "restarted").Where(e => e.EventType == "text").Select(e => Text(e, "text")))
            .Should().Be("A whole answer.");
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("{\"text\":", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("{\"text\":\"  \"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"text\":7}", HttpStatusCode.BadRequest)]
    [InlineData(null, HttpStatusCode.BadRequest)]
    [InlineData("{\"text\":\"Hi.\"}", HttpStatusCode.UnsupportedMediaType, "text/plain")]
    public async Task Post_BadBody_IsAProblem(string? body, HttpStatusCode status, string type = "application/json")
    {
        await using EndpointHost host = await EndpointHost.StartAsync();

        using HttpResponseMessage response = await host.PostAsync(body, type: type);

        await ShouldBeProblemAsync(response, status);
        (await host.Runs.ListAsync(new RunQuery { Tenant = "ann" })).Should().BeEmpty();
    }

    [Fact]
    public async Task Post_TextOrKeyTooLong_IsAProblem()
    {
        await using EndpointHost host = await EndpointHost.StartAsync();

        using HttpResponseMessage text = await host.AskAsync(new string('a', 4001));
        using HttpResponseMessage key = await host.AskAsync("Hi.", key: new string('k', 201));

        await ShouldBeProblemAsync(text, HttpStatusCode.BadRequest);
        await ShouldBeProblemAsync(key, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AnyRoute_WithoutAUser_IsUnauthorized()
    {
        await using EndpointHost host = await EndpointHost.StartAsync();

        using HttpResponseMessage post = await host.AskAsync("Hi.", user: null);
        using HttpResponseMessage get = await host.GetAsync("/runs/x", user: null);

        await ShouldBeProblemAsync(post, HttpStatusCode.Unauthorized);
        await ShouldBeProblemAsync(get, HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/runs/x/events?from=0", null)]
    [InlineData("/runs/x/events?from=-1", null)]
    [InlineData("/runs/x/events?from=two", null)]
    [InlineData("/runs/x/events", "two")]
    [InlineData("/runs/x/events", "9223372036854775807")]
    public async Task Events_BadNumber_IsAProblem(string path, string? lastEventId)
    {
        await using EndpointHost host = await EndpointHost.StartAsync();

        using HttpResponseMessage response = await host.GetAsync(path, lastEventId: lastEventId);

        await ShouldBeProblemAsync(response, HttpStatusCode.BadRequest);
    }

    private static async Task<string> RunAsync(EndpointHost host, string text, string? key = null) =>
        Text((await EndpointHost.AllAsync(await host.AskAsync(text, key: key)))[^1], "runId");

    private static string Text(SseItem<JsonElement> item, string member) => item.Data.GetProperty(member).GetString()!;

    private static async Task ShouldBeProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        response.StatusCode.Should().Be(status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await EndpointHost.JsonAsync(response)).GetProperty("status").GetInt32().Should().Be((int)status);
    }
}
