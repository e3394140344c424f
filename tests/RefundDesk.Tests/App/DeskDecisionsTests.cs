using Agentry;
using Agentry.Tests;

namespace RefundDesk;

/// <summary>A high refund waits, a supervisor decides from another process, and the run goes on there.</summary>
public sealed class DeskDecisionsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("refund-desk-tests-");

    [Theory]
    [InlineData(RunMode.Plain, "approve", 238.35)]
    [InlineData(RunMode.Streaming, "approve", 238.35)]
    [InlineData(RunMode.Plain, "edit", 100)]
    [InlineData(RunMode.Plain, "reject", 0)]
    public async Task HighRefund_WaitsOverARestart_AndTheSecondTerminalDecides(RunMode mode, string command, double paid)
    {
        var setup = new DeskSetup { Runs = Path.Combine(_folder.FullName, "runs.db") };
        string id;
        var before = new OrderBook();
        await using (OpenDesk first = await OpenDesk.StartAsync(DeskHost.Create(before, new Outbox(), setup)))
        {
            AgentRun waiting = await mode.RunAsync(first.Agent, new RunRequest("Refund order 1044, it arrived broken.") { Caller = AgentCaller.Of("clerk", DeskHost.PayScope) });
            waiting.Status.Should().Be(RunStatus.AwaitingApproval, waiting.ToString());
            id = waiting.PendingApprovals.Single().ApprovalId!;
        }

        before.Refunds.Should().BeEmpty();
        var book = new OrderBook();
        await using OpenDesk second = await OpenDesk.StartAsync(DeskHost.Create(book, new Outbox(), setup));
        using var shown = new StringWriter();
        (await DecideAsync(second, shown, "approvals")).Should().Be(0);
        shown.ToString().Should().Contain(id).And.Contain("refund_order").And.Contain("238.35").And.Contain("asked by clerk");

        int exitCode = await DecideAsync(second, shown, command == "edit" ? ["edit", id[..8], "100"] : [command, id[..8]]);

        exitCode.Should().Be(0, shown.ToString());
        book.Refunds.Sum(r => r.Amount).Should().Be((decimal)paid);
        (await DecideAsync(second, shown, "approve", id)).Should().Be(1, "it is decided");
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("edit", "3f2a")]
    [InlineData("reject", "3f2a", "why")]
    [InlineData("approvals", "3f2a", "x")]
    public void Command_ThatLacksSomething_IsAnError(params string[] args) => CommandLine.Parse(args).Error.Should().NotBeNullOrEmpty();

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<int> DecideAsync(OpenDesk desk, TextWriter shown, params IEnumerable<string> args) =>
        new DeskDecisions(desk, DeskConsole.Plain(shown)).RunAsync(CommandLine.Parse(args));
}
