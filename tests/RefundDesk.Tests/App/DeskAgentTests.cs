using System.Text.Json;
using System.Text.RegularExpressions;
using Agentry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RefundDesk;

/// <summary>The phrasings again, through the sample's own host: the guarded agent does what the bare loop does, and says it without addresses.</summary>
public sealed partial class DeskAgentTests
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
        using IHost host = DeskHost.Create(book, outbox, new DeskSetup { Alone = decimal.MaxValue });
        Agent agent = host.Services.GetRequiredKeyedService<Agent>("desk");

        AgentRun run = await RunAsync(agent, filling.Text, streaming: line.Length % 2 == 0);

        run.Status.Should().Be(RunStatus.Completed, "{0}: {1}", filling.Text, run);
        run.Text.Should().Be(Guarded(expected, filling.Order));
        run.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.Name).Should().Equal(bare.CalledTools);
        book.Refunds.Select(r => (r.OrderId, r.Amount)).Should().Equal(bare.Book.Refunds.Select(r => (r.OrderId, r.Amount)));
        outbox.Sent.Select(m => (m.To, m.Body)).Should().Equal(bare.Outbox.Sent.Select(m => (m.To, m.Body)));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Phrasing_ThroughThePrivateAgent_HasTheEffectsOfTheBareLoop(string line)
    {
        (string[] scenario, string text) = PhrasingBook.Split(line);
        var bare = new BareLoop();
        Filling filling = PhrasingBook.Fill(text, scenario[^1], bare.Book, new Random(line.Length));
        await bare.SayAsync(filling.Text);
        var book = new OrderBook();
        var outbox = new Outbox();
        using IHost host = DeskHost.Create(book, outbox, new DeskSetup { Private = true, Alone = decimal.MaxValue });
        Agent agent = host.Services.GetRequiredKeyedService<Agent>("desk");

        AgentRun run = await RunAsync(agent, filling.Text, streaming: line.Length % 2 == 0);

        run.Status.Should().Be(RunStatus.Completed, "{0}: {1}", filling.Text, run);
        MailAddress().IsMatch(JsonSerializer.Serialize(run.Messages, AIJsonUtilities.DefaultOptions)).Should().BeFalse("the model sees tokens");
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

    /// <summary>What the guards make of an answer.</summary>
    private static string Guarded(string text, Order order)
    {
        if (order.Note is { } note)
            text = text.Replace(note, note.Replace("ignore previous instructions", "[removed: not data]"));
        return MailAddress().Replace(text, "[email]");
    }

    [GeneratedRegex(@"[\w.]+@example\.\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MailAddress();

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
