using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class ResumedAnswerTests
{
    private const string Line = """{"sku":"lamp","count":2}""";

    [Theory, BothModes]
    public async Task Resume_WithTheType_GivesTheAnswerAndCountsEarlierRepairs(RunMode mode)
    {
        bool approved = false;
        var model = new ScriptedChatClient(
            ModelReply.Text("no"), ModelReply.Call("pay"), ModelReply.Text("no again"), ModelReply.Text("never"));
        await using var host = new TestHost(model, agent => agent
            .WithTool(new CountingTool("pay")).WithLimits(l => l.MaxRepairs = 2).Suspend(_ => !Volatile.Read(ref approved)));

        AgentRun<QuoteLine> waiting = await mode.RunAsync<QuoteLine>(host.Agent, "Line.").Soon();
        waiting.Status.Should().Be(RunStatus.AwaitingApproval);
        waiting.HasAnswer.Should().BeFalse();
        await host.CheckAsync(waiting);

        approved = true;
        AgentRun<QuoteLine> run = await mode.ResumeAsync<QuoteLine>(host.Agent, waiting.Id).Soon();

        (run.Status, run.Reason!.Code, run.Text).Should().Be((RunStatus.Failed, RunReasonCodes.InvalidAnswer, "never"));
        model.Requests.Should().OnlyContain(r => r.Options!.ResponseFormat is ChatResponseFormatJson);
        RunState.Fold(await host.CheckAsync(run)).RefusedAnswers.Should().Be(3);
    }

    [Theory, BothModes]
    public async Task Resume_WithoutTheType_ChecksTheSchemaInTheLogAllTheSame(RunMode mode)
    {
        bool approved = false;
        var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("""{"sku":7}"""), ModelReply.Text(Line));
        await using var host = new TestHost(
            model, agent => agent.WithTool(new CountingTool("pay")).Suspend(_ => !Volatile.Read(ref approved)));
        AgentRun<QuoteLine> waiting = await mode.RunAsync<QuoteLine>(host.Agent, "Line.").Soon();

        approved = true;
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        run.Text.Should().Be(Line);
        model.Requests[2].Messages[^1].Text.Should().Contain("add \"count\"");
        model.Requests.Select(r => (ChatResponseFormatJson)r.Options!.ResponseFormat!).Select(f => (f.SchemaName, f.Schema!.Value.GetRawText()))
            .Distinct().Should().ContainSingle("the model is asked for the same after the resume");
        (await host.Agent.ResumeAsync<QuoteLine>(run.Id)).Answer.Should().Be(new QuoteLine("lamp", 2), "a run that is over is read");
        await host.CheckAsync(run);
    }

    [Fact]
    public async Task Resume_WithAnotherType_IsRefusedAndTheRunStillWaits()
    {
        bool approved = false;
        var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text(Line), ModelReply.Call("pay"), ModelReply.Text("Paid."));
        await using var host = new TestHost(
            model, agent => agent.WithTool(new CountingTool("pay")).Suspend(_ => !Volatile.Read(ref approved)));
        AgentRun<QuoteLine> waiting = await host.Agent.RunAsync<QuoteLine>("Line.").Soon();
        approved = true;

        await host.Agent.Invoking(a => a.ResumeAsync<Quote>(waiting.Id)).Should().ThrowAsync<AgentryException>().WithMessage("*Quote*");

        (await host.Runs.GetAsync(waiting.Id))!.Status.Should().Be(RunStatus.AwaitingApproval);
        (await host.Agent.ResumeAsync<QuoteLine>(waiting.Id).Soon()).Answer.Should().Be(new QuoteLine("lamp", 2));
        AgentRun untyped = await host.Agent.RunAsync("Pay.").Soon();
        await host.Agent.Invoking(a => a.ResumeAsync<QuoteLine>(untyped.Id)).Should().ThrowAsync<AgentryException>();
    }

    [Theory, BothModes]
    public async Task Crash_BetweenAnInvalidAnswerAndTheNext_GoesOnWithTheRepair(RunMode mode)
    {
        var store = new HookedStore();
        bool isDead = false;
        store.OnCommit = (_, _) => isDead ? throw new IOException("disk") : default;
        var model = new ScriptedChatClient(r =>
        {
            isDead = r.Index == 1;
            return r.Index == 0 ? ModelReply.Text("no") : ModelReply.Text(Line);
        });
        await using var host = new TestHost(model, services: s => s.AddSingleton<RunStore>(store));
        await FluentActions.Awaiting(() => mode.RunAsync<QuoteLine>(host.Agent, "Line.")).Should().ThrowAsync<RunStoreException>();
        isDead = false;
        RunId id = (await host.Runs.ListAsync()).Single().Run.RunId;

        AgentRun<QuoteLine> run = await mode.ResumeAsync<QuoteLine>(host.Agent, id).Soon();

        run.Answer.Should().Be(new QuoteLine("lamp", 2));
        model.Requests[2].Messages.Select(m => m.Text).Should().Equal(model.Requests[1].Messages.Select(m => m.Text), "the repair is in the log");
        (await host.CheckAsync(run)).Of<AnswerRefused>().Should().ContainSingle();
    }

    [Fact]
    public async Task Answer_ErasedSince_IsNotThereAndTheReasonSaysSo()
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("no"), ModelReply.Text(Line)));
        AgentRun<QuoteLine> run = await host.Agent.RunAsync<QuoteLine>("Line.").Soon();
        IReadOnlyList<RunLogEntry> log = await host.LogAsync(run.Id);
        await host.Store.EraseBlobAsync("", log.Of<ModelReplied>().Last().Messages[0].Address);
        await host.Store.EraseBlobAsync("", log.Of<AnswerRefused>().Single().Message!.Address);
        host.ChecksLogs = false;

        AgentRun<QuoteLine> read = await host.Agent.ResumeAsync<QuoteLine>(run.Id);

        (read.Status, read.HasAnswer, read.Answer, read.Text).Should().Be((RunStatus.Completed, false, null, "[erased]"));
        read.Reason!.Code.Should().Be(RunReasonCodes.AnswerUnreadable);
        read.Messages.Select(m => m.Role).Should().Equal(ChatRole.User, ChatRole.Assistant, ChatRole.User, ChatRole.Assistant);
        (await host.Runs.VerifyAsync(run.Id)).IsIntact.Should().BeTrue();
    }
}
