using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class BlobErasureTests
{
    [Fact]
    public async Task Erase_AMessage_LeavesTheLogVerifiableAndReadingItSaysSo()
    {
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Call("look"), ModelReply.Text("Seven.")),
            agent => agent.WithInstructions("Help.").WithTool(new CountingTool("look"), t => t.ReadOnly()));
        AgentRun run = await host.Agent.RunAsync("My number is 555.");
        LogVerification before = await host.Runs.VerifyAsync(run.Id);
        RunLogEntry input = (await host.LogAsync(run.Id)).Single(e => e.Event is InputAccepted);
        BlobRef message = ((InputAccepted)input.Event).Messages[0];
        (await host.Runs.ContentAsync(run.Id, message)).GetRawText().Should().Contain("555");

        (await host.Store.EraseBlobAsync("", message.Address)).Should().BeTrue();

        (await host.Runs.VerifyAsync(run.Id, expectedHead: before.Head)).IsIntact.Should().BeTrue();
        await FluentActions.Awaiting(() => host.Runs.ContentAsync(run.Id, message)).Should().ThrowAsync<RunLogException>().WithMessage("*erased*");
        (await host.Runs.GetAsync(run.Id))!.Messages[0].Text.Should().Be("[erased]", "the shape of the conversation stays");
        (await host.Runs.StateAsync(run.Id)).Turns.Should().Be(2, "what is not content is still known");
        host.ChecksLogs = false;
    }

    [Fact]
    public async Task Content_ChangedInTheStore_IsNotReturned()
    {
        var store = new ForgingStore();
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Text("Seven.")), services: services => services.AddSingleton<RunStore>(store));
        AgentRun run = await host.Agent.RunAsync("My number is 555.");
        BlobRef message = (await host.LogAsync(run.Id)).Select(e => e.Event).OfType<InputAccepted>().Single().Messages[0];
        JsonElement before = await host.Runs.ContentAsync(run.Id, message);

        store.Forges = true;

        before.GetRawText().Should().Contain("555");
        await FluentActions.Awaiting(() => host.Runs.ContentAsync(run.Id, message)).Should().ThrowAsync<RunLogException>().WithMessage("*changed*");
        await FluentActions.Awaiting(() => host.Runs.MessagesAsync(run.Id)).Should().ThrowAsync<RunLogException>().WithMessage("*changed*");
        host.ChecksLogs = false;
    }

    [Fact]
    public async Task Content_OfEveryReference_IsReadable()
    {
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Call("look"), ModelReply.Text("Seven.")),
            agent => agent.WithInstructions("Help.").WithTool(new CountingTool("look"), t => t.ReadOnly()));
        AgentRun run = await host.Agent.RunAsync("Look.");
        RunStarted started = (await host.LogAsync(run.Id)).Select(e => e.Event).OfType<RunStarted>().Single();

        (await host.Runs.ContentAsync(run.Id, started.Instructions!)).GetString().Should().Be("Help.");
        await FluentActions.Awaiting(() => host.Runs.ContentAsync(run.Id, started.Salt!)).Should().ThrowAsync<RunLogException>("random bytes are no JSON");
    }

    private sealed class ForgingStore() : DelegatingRunStore(new InMemoryRunStore())
    {
        public bool Forges { get; set; }

        public override async ValueTask<StoredBlob?> ReadBlobAsync(string tenant, string address, CancellationToken cancellationToken = default)
        {
            StoredBlob? blob = await base.ReadBlobAsync(tenant, address, cancellationToken);
            if (!Forges || blob is null)
                return blob;
            byte[] bytes = blob.SaltedContent.ToArray();
            int at = bytes.AsSpan().IndexOf("555"u8);
            if (at >= 0)
                bytes[at] = (byte)'9';
            return blob with { SaltedContent = bytes };
        }
    }
}
