using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>What contracts stand on: how vendors' clients hand over calls, and whether the shape of an answer reaches the vendor.</summary>
public sealed class VendorContractTests
{
    private const string Line = """{"sku":"lamp","count":2}""";

    [Theory, VendorData(StreamingOnly = true)]
    public async Task StreamedCall_WhoseArgumentsComeInPieces_IsHandedOverOnceAndWhole(Vendor vendor, RunMode mode)
    {
        VendorDialect dialect = VendorDialect.Of(vendor);
        await using LoopbackServer server = await LoopbackServer.StartAsync(dialect.Call("get_order", """{"id":1042}""", mode == RunMode.Streaming));
        using IChatClient client = dialect.Client(server.Address);
        List<FunctionCallContent> calls = [];

        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Where is it?")]))
            calls.AddRange(update.Contents.OfType<FunctionCallContent>());

        calls.Should().ContainSingle("a client that shows calls under construction would let a contract look at them earlier")
            .Which.Arguments!["id"]!.ToString().Should().Be("1042");
    }

    [Theory, VendorData]
    public async Task Answer_OfAType_IsAskedForInTheVendorsOwnWayAndRepaired(Vendor vendor, RunMode mode)
    {
        VendorDialect dialect = VendorDialect.Of(vendor);
        bool isStream = mode == RunMode.Streaming;
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            dialect.Text("""{"sku":"lamp"}""", isStream), dialect.Text(Line, isStream));
        using IChatClient client = dialect.Client(server.Address);
        await using var host = new TestHost(client);

        AgentRun<OrderLine> run = await mode.RunAsync<OrderLine>(host.Agent, "One line.");

        run.Answer.Should().Be(new OrderLine("lamp", 2), run.ToString());
        server.Requests.Should().HaveCount(2).And.OnlyContain(r => Formats(r).Contains("count", StringComparison.Ordinal), "each request holds the schema");
        server.Requests[1].Should().Contain("""add \u0022count\u0022 (integer)""".Replace("\\u0022", "\\\"", StringComparison.Ordinal));
        await host.CheckAsync(run);
    }

    /// <summary>All of a request but its messages.</summary>
    private static string Formats(string request) => string.Concat(
        JsonDocument.Parse(request).RootElement.EnumerateObject().Where(p => p.Name != "messages").Select(p => p.Value.GetRawText()));

    private sealed record OrderLine(string Sku, int Count);
}
