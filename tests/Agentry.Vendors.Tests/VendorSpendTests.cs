using System.Globalization;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>What the vendors' own SDKs say about tokens, charged.</summary>
public sealed class VendorSpendTests
{
    private const string Usage = """{"input_tokens":10,"cache_creation_input_tokens":1000,"cache_read_input_tokens":5000,"output_tokens":OUT}""";

    /// <summary>10 at 3, 1000 at 3.75, 5000 at 0.3 and 7 at 15 dollars a million.</summary>
    private const decimal Exact = 0.005385m;

    [Theory, BothModes]
    public async Task Anthropic_CachedAndWrittenTokens_AreChargedToTheLastToken(RunMode mode)
    {
        (AgentRun run, SpendSettled spend, _) = await RunAsync(
            Vendor.Anthropic, mode, "claude-test", mode == RunMode.Streaming ? Streamed(isWhole: true) : Plain());

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        (spend.Usage!.Input, spend.Usage.CachedInput, spend.Usage.CacheWrite, spend.Usage.Output).Should().Be((6010, 5000, 1000, 7));
        (spend.Cost, spend.Basis, spend.Reason).Should().Be((Exact, SpendBasis.Reported, null));
    }

    [Fact]
    public async Task Anthropic_StreamCutInTheMiddle_IsChargedConservativelyAndSaidSo()
    {
        // Its SDK tells the tokens with the last event alone, so all that was reserved counts.
        (AgentRun run, SpendSettled spend, SpendReserved reserved) = await RunAsync(Vendor.Anthropic, RunMode.Streaming, "claude-test", Streamed(isWhole: false));

        run.Status.Should().Be(RunStatus.Failed, run.ToString());
        spend.Basis.Should().Be(SpendBasis.Reserved);
        spend.Reason.Should().Contain("cut short").And.Contain("nobody knows");
        spend.Usage!.Output.Should().Be(200, "all that it might have written");
        spend.Cost.Should().BePositive().And.Be(reserved.Cost);
    }

    [Theory, BothModes]
    public async Task OpenAI_CachedTokens_AreChargedToTheLastToken(RunMode mode)
    {
        (AgentRun run, SpendSettled spend, _) = await RunAsync(
            Vendor.OpenAI, mode, "gpt-test", VendorDialect.Of(Vendor.OpenAI).Text("Here it is.", mode == RunMode.Streaming));

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        spend.Cost.Should().Be((6 * 3m + 4 * 0.3m + 5 * 15m) / 1_000_000m);
        (spend.Usage!.Reasoning, spend.Basis).Should().Be((2, SpendBasis.Reported));
    }

    private static async Task<(AgentRun Run, SpendSettled Spend, SpendReserved Reserved)> RunAsync(Vendor vendor, RunMode mode, string model, ServerReply reply)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(reply);
        using IChatClient client = VendorDialect.Of(vendor).Client(server.Address);
        await using var host = new TestHost(client, agent => agent
            .ConfigureAgent(o => o.MaxOutputTokens = 200)
            .WithLimits(l => l.MaxCost = 1m)
            .AddBudgets(o => o.Prices[model] = new ModelPrice { Input = 3, Output = 15, CachedInput = 0.3m, CacheWrite = 3.75m }));
        AgentRun run = await mode.RunAsync(host.Agent, "Where is order 1042?");
        IReadOnlyList<RunLogEntry> log = await host.LogAsync(run.Id);
        return (run, log.Of<SpendSettled>().Single(), log.Of<SpendReserved>().Single());
    }

    private static string Of(int output) => Usage.Replace("OUT", output.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static ServerReply Plain() => new(
        200,
        $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"claude-test","content":[{"type":"text","text":"Here it is."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{{{Of(7)}}}}""");

    private static ServerReply Streamed(bool isWhole)
    {
        string start = Event("message_start", $$$"""{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-test","content":[],"stop_reason":null,"stop_sequence":null,"usage":{{{Of(1)}}}}}""")
            + Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""")
            + Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Here it is."}}""");
        string end = Event("content_block_stop", """{"type":"content_block_stop","index":0}""")
            + Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}""")
            + Event("message_stop", """{"type":"message_stop"}""");
        return new ServerReply(200, isWhole ? start + end : start) { IsStream = true, BreaksOff = !isWhole };
    }

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";
}
