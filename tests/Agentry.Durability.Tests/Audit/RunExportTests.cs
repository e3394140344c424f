using System.Text;
using System.Text.Json;

namespace Agentry.Tests;

/// <summary>A run as JSON lines: for an auditor who has the lines and nothing else.</summary>
public sealed class RunExportTests
{
    [Theory, BothStores]
    public async Task Export_OfARun_IsItsEventsByteForByteWithAChainThatCanBeCheckedAgain(StoreKind kind)
    {
        await using Audited audited = await Audited.CreateAsync(kind);
        RunKey run = audited.Keys[0];

        List<JsonElement> lines = await ExportAsync(audited, run);

        List<StoredEvent> stored = await audited.Host.Store.ReadAsync(run).ToListAsync();
        lines.Should().HaveSameCount(stored);
        byte[] head = HashChain.Root(run, null);
        foreach ((JsonElement line, StoredEvent @event) in lines.Zip(stored))
        {
            line.EnumerateObject().Select(p => p.Name).Should().Equal("sequence", "hash", "event");
            byte[] payload = Encoding.UTF8.GetBytes(line.GetProperty("event").GetRawText());
            payload.Should().Equal(@event.Payload.ToArray());
            head = HashChain.Next(head, payload, null);
            line.GetProperty("hash").GetString().Should().Be(Convert.ToHexStringLower(head));
        }
    }

    [Theory, BothStores]
    public async Task Export_WithContent_HoldsWhatEachEventPointsToAndSaysWhatWasErased(StoreKind kind)
    {
        await using Audited audited = await Audited.CreateAsync(kind);
        RunKey run = audited.Keys[0];
        IReadOnlyList<RunLogEntry> log = await audited.Host.LogAsync(run.RunId);
        BlobRef input = log.Of<InputAccepted>().Single().Messages[0];
        BlobRef result = log.Of<ToolCompleted>().Single().Result!;

        JsonElement[] before = [.. Contents(await ExportAsync(audited, run, includeContent: true))];
        (await audited.Host.Store.EraseBlobAsync("", input.Address)).Should().BeTrue();
        JsonElement[] after = [.. Contents(await ExportAsync(audited, run, includeContent: true))];

        before.Select(c => c.GetProperty("address").GetString()).Should().Contain([input.Address, result.Address]);
        Of(before, input).GetProperty("json").GetRawText().Should().Contain("Pay.");
        Of(before, result).GetProperty("json").GetString().Should().Be("paid");
        Of(before, log.Of<RunStarted>().Single().Salt!).TryGetProperty("base64", out _).Should().BeTrue("the run's salt is no JSON");
        Of(after, input).EnumerateObject().Select(p => p.Name).Should().Equal("address", "erased");
        Of(after, result).GetProperty("json").GetString().Should().Be("paid");
        after.Should().HaveSameCount(before);
        (await audited.Runs.VerifyAsync(run.RunId)).IsIntact.Should().BeTrue();
    }

    [Theory, BothStores]
    public async Task Export_DamagedOrUnknownEventsAndLostContent_AreExportedAsTheyAre(StoreKind kind)
    {
        await using Audited audited = await Audited.CreateAsync(kind);
        RunKey run = audited.Keys[0];
        byte[] damaged = [0, 1, 255, (byte)'{'];
        byte[] future = "{\"seq\":4,\"kind\":\"not_yet_invented\",\"v\":9,\"body\":{}}"u8.ToArray();
        byte[] spread = "{\n\"seq\":5}"u8.ToArray();
        audited.Disk.ReplaceEvent(run, 3, damaged);
        audited.Disk.ReplaceEvent(run, 4, future);
        audited.Disk.ReplaceEvent(run, 5, spread);
        audited.Disk.LoseContent(run, 0);

        List<JsonElement> lines = await ExportAsync(audited, run, includeContent: true);

        lines[2].GetProperty("bytes").GetBytesFromBase64().Should().Equal(damaged);
        lines[3].GetProperty("event").GetProperty("kind").GetString().Should().Be("not_yet_invented");
        lines[4].GetProperty("bytes").GetBytesFromBase64().Should().Equal(spread, "a line is a line");
        Contents(lines).Where(c => c.TryGetProperty("missing", out JsonElement missing) && missing.GetBoolean()).Should().NotBeEmpty();
    }

    [Theory, BothStores]
    public async Task Export_NoSuchRun_IsNothing(StoreKind kind)
    {
        await using Audited audited = await Audited.CreateAsync(kind);

        (await ExportAsync(audited, new RunKey("", new RunId("nobody")))).Should().BeEmpty();
        (await ExportAsync(audited, new RunKey("other", audited.Keys[0].RunId))).Should().BeEmpty();
    }

    private static JsonElement Of(JsonElement[] contents, BlobRef reference) =>
        contents.First(c => c.GetProperty("address").GetString() == reference.Address);

    private static IEnumerable<JsonElement> Contents(IEnumerable<JsonElement> lines) =>
        lines.Where(l => l.TryGetProperty("contents", out _)).SelectMany(l => l.GetProperty("contents").EnumerateArray());

    private static async Task<List<JsonElement>> ExportAsync(Audited audited, RunKey run, bool includeContent = false)
    {
        using var destination = new MemoryStream();
        long count = await audited.Runs.ExportAsync(run.RunId, destination, includeContent, run.Tenant);
        string text = Encoding.UTF8.GetString(destination.ToArray());
        List<JsonElement> lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.Clone())];
        lines.Should().HaveCount((int)count);
        (text.Length == 0 || text[^1] == '\n').Should().BeTrue("each line is ended");
        return lines;
    }
}
