using System.Runtime.CompilerServices;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using static Agentry.Tests.LoopModes;

namespace Agentry.Tests;

public sealed class GuardedChatClientTests
{
    [Theory, BothModes]
    public async Task Ask_WithoutAScope_IsARunOfItsOwn(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(new ScriptedChatClient(ModelReply.Text("Hello you.").WithUsage(3, 2)), desk.Pipeline);

        (await mode.AskAsync(client, "Hello.")).Text.Should().Be("Hello you.");

        RunSummary run = (await desk.RunsAsync()).Single();
        run.Should().BeEquivalentTo(
            new { Status = RunStatus.Completed, Turns = 1, Tokens = 5L, Subject = "anonymous" }, o => o.ExcludingMissingMembers());
        (await desk.KindsAsync(run.Run.RunId)).Should().Equal(typeof(RunStarted), typeof(ModelReplied), typeof(RunEnded));
    }

    [Theory, BothModes]
    public async Task Ask_ModelThrows_TheExceptionComesThroughAndIsLogged(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var fault = new InvalidOperationException("secret");
        var client = new GuardedChatClient(new ScriptedChatClient(ModelReply.Throw(fault)), desk.Pipeline);
        Func<Task> ask = () => mode.AskAsync(client, "Hello.");

        (await ask.Should().ThrowAsync<InvalidOperationException>()).Which.Should().BeSameAs(fault);

        RunSummary run = (await desk.RunsAsync()).Single();
        (await desk.KindsAsync(run.Run.RunId)).Should().Equal(typeof(RunStarted), typeof(ModelFailed), typeof(RunEnded));
        run.Status.Should().Be(RunStatus.Failed);
    }

    [Theory, BothModes]
    public async Task Ask_CallerCancels_RethrowsItsOwnTokenAndLogsTheInterruption(RunMode mode)
    {
        await using var desk = new LayersDesk();
        using var stop = new CancellationTokenSource();
        var client = new GuardedChatClient(new ScriptedChatClient(ModelReply.Hang(), ModelReply.Text("Here.")), desk.Pipeline);
        RunId run;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline))
        {
            run = scope.RunId;
            Task<ChatResponse> call = mode.AskAsync(client, "Hello.", cancellationToken: stop.Token);
            await stop.CancelAsync();
            (await call.Invoking(c => c).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(stop.Token);
            (await mode.AskAsync(client, "Hello?")).Text.Should().Be("Here.");
        }

        (await desk.KindsAsync(run)).Should().Equal(typeof(RunStarted), typeof(ModelInterrupted), typeof(ModelReplied), typeof(RunEnded));
    }

    [Fact]
    public async Task Stream_Abandoned_IsInterruptedWithItsUsageAndTheScopeGoesOn()
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(new ScriptedChatClient(ModelReply.Text("one two three four"), ModelReply.Text("Here.")), desk.Pipeline);
        RunId run;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline))
        {
            run = scope.RunId;
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Count."))
            {
                if (update.Text.StartsWith("two", StringComparison.Ordinal))
                    break;
            }

            (await client.GetResponseAsync("Again.")).Text.Should().Be("Here.");
        }

        var log = await desk.LogAsync(run);
        log.Select(e => e.Event.GetType()).Should().Equal(typeof(RunStarted), typeof(ModelInterrupted), typeof(ModelReplied), typeof(RunEnded));
        log[1].Event.Should().BeEquivalentTo(
            new { Turn = 1, TextLength = 8, EstimatedUsage = new TokenUsage { Output = 2 } }, o => o.ExcludingMissingMembers());
        (await desk.RunsAsync()).Single().Tokens.Should().Be(2);
    }

    [Fact]
    public async Task Stream_AbandonedWithoutAScope_EndsItsRun()
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(new ScriptedChatClient(ModelReply.HangAfter("one two")), desk.Pipeline);
        await foreach (ChatResponseUpdate _ in client.GetStreamingResponseAsync("Count."))
            break;

        RunSummary run = (await desk.RunsAsync()).Single();
        run.Status.Should().Be(RunStatus.Cancelled);
        run.Reason!.Code.Should().Be(RunReasonCodes.StreamAbandoned);
    }

    [Fact]
    public async Task Stream_NeverRead_LeavesNoRun()
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(new ScriptedChatClient(), desk.Pipeline);

        _ = client.GetStreamingResponseAsync("Hello.");

        (await desk.RunsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Stream_LoopThatActsOnACallAtOnce_SeesItOnlyWhenTheReplyIsComplete()
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay");
        AIFunction guarded = desk.Guard(pay);
        var client = new GuardedChatClient(new ScriptedChatClient(ModelReply.Call("pay").WithText("Paying now.")), desk.Pipeline);
        List<string> order = [];
        await using (RunScope.Begin(desk.Pipeline))
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Pay."))
            {
                order.AddRange(update.Contents.Select(c => c is FunctionCallContent ? "call" : "text"));
                if (update.Contents.Any(c => c is FunctionCallContent))
                    (await guarded.InvokeAsync()).Should().Be("done");
            }
        }

        order.Should().Equal("text", "text", "call");
        pay.Count.Should().Be(1);
    }

    [Fact]
    public async Task Stream_CutAfterACall_ShowsNoCall()
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(new ScriptedChatClient(ModelReply.Call("pay").WithFinishReason(null)), desk.Pipeline);
        List<AIContent> contents = [];
        Func<Task> read = async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Pay."))
                contents.AddRange(update.Contents);
        };

        await read.Should().ThrowAsync<ModelStreamCutException>();

        contents.Should().BeEmpty();
        (await desk.RunsAsync()).Single().Status.Should().Be(RunStatus.Failed);
    }

    [Theory, BothModes]
    public async Task Ask_HistoryOfAnotherLoop_IsSentWellFormedAndTheCallersMessagesStayAsTheyAre(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var model = new ScriptedChatClient(ModelReply.Text("Hm."));
        ChatMessage[] messages =
        [
            User("Pay."),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "pay") { InformationalOnly = true }]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "paid"), new FunctionResultContent("c9", "whose?")]),
            new(ChatRole.Assistant, [new FunctionCallContent("c2", "pay")]),
            User("Well?"),
        ];

        await mode.AskAsync(new GuardedChatClient(model, desk.Pipeline), messages);

        WellFormed.Problem(model.Requests[0].Messages).Should().BeNull();
        model.Requests[0].Messages.Answers().Should().Equal("paid", "No result was recorded for this call.");
        messages[2].Contents.Should().HaveCount(2);
        messages.Should().HaveCount(5);
    }

    [Theory, BothModes]
    public async Task Ask_OptionsOfTheLoop_ArriveAsACopy(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var model = new ScriptedChatClient(ModelReply.Text("Hm."));
        AIFunction tool = desk.Guard(new CountingTool("look"));
        ChatOptions options = new() { Temperature = 0.3f, Tools = [tool], AdditionalProperties = new() { ["k"] = "v" } };

        await mode.AskAsync(new GuardedChatClient(model, desk.Pipeline), "Hello.", options);

        ChatOptions sent = model.Requests[0].Options!;
        sent.Should().NotBeSameAs(options);
        sent.Should().BeEquivalentTo(new { Temperature = 0.3f }, o => o.ExcludingMissingMembers());
        sent.Tools.Should().Equal(tool);
        sent.Tools.Should().NotBeSameAs(options.Tools);
        sent.AdditionalProperties!.Keys.Should().Equal("k");
    }

    [Theory, BothModes]
    public async Task Ask_ThroughTwoPipelines_IsOneTurnOfOneRun(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(
            new GuardedChatClient(new ScriptedChatClient(ModelReply.Text("Hello.")), desk.Pipeline), desk.Pipeline);

        await mode.AskAsync(client, "Hello.");

        (await desk.RunsAsync()).Should().ContainSingle().Which.Turns.Should().Be(1);
    }

    [Theory, BothModes]
    public async Task Ask_MessagesEnumeratedOnce_Suffices(RunMode mode)
    {
        await using var desk = new LayersDesk();
        int times = 0;
        await mode.AskAsync(new GuardedChatClient(new ScriptedChatClient(ModelReply.Text("Hello.")), desk.Pipeline), Once());

        times.Should().Be(1);

        IEnumerable<ChatMessage> Once()
        {
            times++;
            yield return User("Hello.");
        }
    }

    [Fact]
    public void P13_GetService_FindsItselfAndEverythingBelow()
    {
        AgentPipeline pipeline = AgentPipeline.Create("desk");
        var model = new ScriptedChatClient();
        var client = new GuardedChatClient(new ForeignToolLoop(model), pipeline);

        client.GetService<GuardedChatClient>().Should().BeSameAs(client);
        client.GetService<IChatClient>().Should().BeSameAs(client);
        client.GetService<ScriptedChatClient>().Should().BeSameAs(model);
        client.GetService<ForeignToolLoop>().Should().NotBeNull();
        client.GetService<ChatClientMetadata>().Should().BeNull();
        client.GetService(typeof(GuardedChatClient), "key").Should().BeNull();
    }

    [Fact]
    public void Dispose_OfAClientOfOnesOwn_DisposesTheModel()
    {
        var model = new ScriptedChatClient();

        new GuardedChatClient(model, AgentPipeline.Create("desk")).Dispose();

        model.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task Dispose_OfAnAgentsClient_LeavesTheHostsModelAlone()
    {
        using var model = new ScriptedChatClient();
        await using (var host = new TestHost(new ScriptedChatClient(), agent => agent.WithChatClient(model)))
            host.Agent.ChatClient.Dispose();

        model.IsDisposed.Should().BeFalse();
    }

    [Theory, BothModes]
    public async Task KeyedClient_OfAnAgent_IsItsGuardedPipeline(RunMode mode)
    {
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Text("Hello.")),
            agent => agent.AddModelLayer(ModelStage.Guardrail, "shout", (inner, _) => new Shout(inner)));
        IChatClient client = host.Services.GetRequiredKeyedService<IChatClient>("agentry:test");

        (await mode.AskAsync(client, "Hello.")).Text.Should().Be("HELLO.");

        client.Should().BeSameAs(host.Agent.ChatClient);
        RunSummary run = (await host.Runs.ListAsync()).Should().ContainSingle().Subject;
        run.Agent.Should().Be("test");
        (await host.Runs.MessagesAsync(run.Run.RunId)).Single().Text.Should().Be("HELLO.", "the log holds what passed the guards");
    }

    [Theory, BothModes]
    public async Task AgentsFunctions_UnderAForeignLoop_AreGuardedByTheAgentsPipeline(RunMode mode)
    {
        var pay = new CountingTool("pay", (arguments, _) => new(arguments.Services!.GetRequiredService<Purse>().Name));
        var model = new ScriptedChatClient(
            ModelReply.Calls(("pay", "{}", "c1"), ("secret", "{}", "c2")), ModelReply.Text("Done."));
        var secret = new CountingTool("secret");
        await using var host = new TestHost(
            model,
            agent => agent.WithTool(pay).WithTool(secret, t => t.RequireScopes("admin")),
            services: services => services.AddScoped<Purse>());
        Agent agent = host.Agent;
        await using (RunScope.Begin(agent.Pipeline, AgentCaller.Of("ann")))
            await mode.AskAsync(new ForeignToolLoop(agent.ChatClient), "Pay.", Tools([.. agent.Functions]));

        pay.Count.Should().Be(1);
        secret.Count.Should().Be(0);
        string[] answers = [.. model.Requests[1].Messages.Answers()];
        answers[0].Should().Be("purse");
        answers[1].Should().Contain("there is no tool with this name");
    }

    private sealed class Purse
    {
        public string Name => "purse";
    }

    private sealed class Shout(IChatClient inner) : DelegatingChatClient(inner)
    {
        public override async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken);
            response.Messages = [new ChatMessage(ChatRole.Assistant, response.Text.ToUpperInvariant())];
            return response;
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                foreach (TextContent text in update.Contents.OfType<TextContent>())
                    text.Text = text.Text.ToUpperInvariant();
                yield return update;
            }
        }
    }
}
