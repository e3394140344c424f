using Agentry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RefundDesk;

/// <summary>The phrasings again, through the sample's own host: the guarded agent does what the bare loop does.</summary>
public sealed class DeskAgentTests
{
    public static TheoryData<string> Lines => [.. PhrasingBook.Lines("understood.txt"), .. PhrasingBook.Lines("not-understood.txt").Select(line => "none | " + line)];

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Phrasing_ThroughTheAgent_HasTheEffectsOfTheBareLoop(string line)
    {
        (string[] scenario, string text) = PhrasingBook.Split(line);
        var bare = new BareLoop();
        Filling filling = PhrasingBook.Fill(text, scenario[^1], bare.Book, new Random(line.Length));
        string expected = await bare.SayAsync(filling.Text);
        var book = new OrderBook();
        var outbox = new Outbox();
        using IHost host = DeskHost.Create(book, outbox);
        Agent agent = host.Services.GetRequiredKeyedService<Agent>("desk");

        AgentRun run = await RunAsync(agent, filling.Text, streaming: line.Length % 2 == 0);

        run.Status.Should().Be(RunStatus.Completed, "{0}: {1}", filling.Text, run);
        run.Text.Should().Be(expected);
        run.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.Name).Should().Equal(bare.CalledTools);
        book.Refunds.Select(r => (r.OrderId, r.Amount)).Should().Equal(bare.Book.Refunds.Select(r => (r.OrderId, r.Amount)));
        outbox.Sent.Select(m => (m.To, m.Body)).Should().Equal(bare.Outbox.Sent.Select(m => (m.To, m.Body)));
    }

    [Fact]
    public async Task Refund_CallerWithoutTheScope_PaysNothingAndNamesNoTool()
    {
        var book = new OrderBook();
        using IHost host = DeskHost.Create(book, new Outbox());
        Agent agent = host.Services.GetRequiredKeyedService<Agent>("desk");

        AgentRun run = await agent.RunAsync(new RunRequest("Refund order 1042, it arrived broken") { Caller = AgentCaller.Of("clerk") });

        run.Status.Should().Be(RunStatus.Completed);
        book.Refunds.Should().BeEmpty();
        run.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Should().NotContain(c => c.Name == "refund_order");
    }

    [Theory]
    [InlineData("--nope")]
    [InlineData("one", "two")]
    [InlineData("")]
    public void CommandLine_BadInput_IsAnError(params string[] args) => CommandLine.Parse(args).Error.Should().NotBeNullOrEmpty();

    [Fact]
    public void CommandLine_RequestAndOptions_AreRead()
    {
        CommandLine parsed = CommandLine.Parse(["--plain", "--read-only", "Refund order 1042"]);

        (parsed.Plain, parsed.ReadOnly, parsed.Request, parsed.Error).Should().Be((true, true, "Refund order 1042", null));
    }

    private static async Task<AgentRun> RunAsync(Agent agent, string text, bool streaming)
    {
        var request = new RunRequest(text) { Caller = AgentCaller.Of("clerk", DeskHost.PayScope) };
        if (!streaming)
            return await agent.RunAsync(request);
        AgentRun? run = null;
        await foreach (RunUpdate update in agent.RunStreamingAsync(request))
            run = (update as RunDoneUpdate)?.Run ?? run;
        return run!;
    }
}
