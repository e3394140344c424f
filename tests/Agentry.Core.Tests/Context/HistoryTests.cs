using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class HistoryTests
{
    [Fact]
    public void Snapshot_HistoryGrows_StaysWhatItWas()
    {
        var history = new History();
        List<(MessageSnapshot Snapshot, ChatMessage[] Expected)> taken = [];
        List<ChatMessage> added = [];
        for (int i = 0; i < 100; i++)
        {
            taken.Add((history.Snapshot(), [.. added]));
            var message = new ChatMessage(ChatRole.User, $"{i}");
            history.Add(message);
            added.Add(message);
        }

        taken.Should().OnlyContain(t => t.Snapshot.Count == t.Expected.Length && t.Snapshot.SequenceEqual(t.Expected));
        history.Count.Should().Be(100);
    }

    [Fact]
    public void Snapshot_IndexPastItsEnd_Throws()
    {
        var history = new History();
        history.Add(new ChatMessage(ChatRole.User, "one"));
        MessageSnapshot snapshot = history.Snapshot();
        history.Add(new ChatMessage(ChatRole.User, "two"));

        snapshot[0].Text.Should().Be("one");
        Action read = () => _ = snapshot[1];
        read.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Snapshot_ReadWhileTheHistoryGrows_IsNeverTorn()
    {
        var history = new History();
        history.Add(new ChatMessage(ChatRole.User, "0"));
        MessageSnapshot snapshot = history.Snapshot();
        Task reader = Task.Run(() =>
        {
            for (int i = 0; i < 10_000; i++)
                snapshot.Should().ContainSingle().Which.Text.Should().Be("0");
        });
        for (int i = 1; i < 10_000; i++)
            history.Add(new ChatMessage(ChatRole.User, "later"));

        await reader;
    }

    [Fact]
    public void Own_LeavesOutWhatCameBefore()
    {
        var history = new History();
        history.Add(new ChatMessage(ChatRole.System, "Help."));
        history.OwnFrom = history.Count;
        history.Add(new ChatMessage(ChatRole.User, "Hello."));

        history.Own().Select(m => m.Text).Should().Equal("Hello.");
    }
}
