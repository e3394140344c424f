using System.Text;

namespace Agentry.Tests;

public sealed class TamperingTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Verify_AnyByteOfAnyEventChanged_IsLocated(bool signed)
    {
        await using TamperHost host = await TamperHost.CreateAsync(signed);
        for (int i = 0; i < host.Events.Count; i++)
        {
            StoredEvent original = host.Events[i];
            for (int at = 0; at < original.Payload.Length; at++)
                await BrokenAtAsync(host, i, original with { Payload = Flipped(original.Payload, at) });
            for (int at = 0; at < original.Hash.Length; at++)
                await BrokenAtAsync(host, i, original with { Hash = Flipped(original.Hash, at) });
            await BrokenAtAsync(host, i, original with { Payload = original.Payload[..^1] });
            await BrokenAtAsync(host, i, original with { Hash = original.Hash[..^1] });
            await BrokenAtAsync(host, i, original with { Sequence = original.Sequence + 1 });
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Verify_TwoEventsSwapped_IsLocatedAtTheFirst(bool signed)
    {
        await using TamperHost host = await TamperHost.CreateAsync(signed);
        for (int a = 0; a < host.Events.Count; a++)
        {
            for (int b = a + 1; b < host.Events.Count; b++)
            {
                List<StoredEvent> swapped = [.. host.Events];
                (swapped[a], swapped[b]) = (swapped[b], swapped[a]);
                (await host.VerifyAsync(swapped)).BrokenAt.Should().Be(a + 1);

                // Renumbered as well, so that the gap does not give it away.
                swapped[a] = swapped[a] with { Sequence = a + 1 };
                swapped[b] = swapped[b] with { Sequence = b + 1 };
                (await host.VerifyAsync(swapped)).BrokenAt.Should().Be(a + 1);
            }
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Verify_AnEventRemoved_IsLocatedWhereItWas(bool signed)
    {
        await using TamperHost host = await TamperHost.CreateAsync(signed);
        for (int i = 0; i < host.Events.Count; i++)
        {
            List<StoredEvent> removed = [.. host.Events];
            removed.RemoveAt(i);

            // Without an exported head a cut tail is a shorter log; with it, nothing is.
            (await host.VerifyAsync(removed, host.Head)).BrokenAt.Should().Be(i + 1);
            if (i < host.Events.Count - 1)
            {
                (await host.VerifyAsync(removed)).BrokenAt.Should().Be(i + 1);
                (await host.VerifyAsync(removed.Select((e, n) => e with { Sequence = n + 1 }))).BrokenAt.Should().Be(i + 1);
            }
        }

        (await host.VerifyAsync([])).BrokenAt.Should().Be(1);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Verify_AnEventDuplicated_IsLocatedAtTheCopy(bool signed)
    {
        await using TamperHost host = await TamperHost.CreateAsync(signed);
        for (int i = 0; i < host.Events.Count; i++)
        {
            List<StoredEvent> doubled = [.. host.Events];
            doubled.Insert(i + 1, host.Events[i]);
            (await host.VerifyAsync(doubled)).BrokenAt.Should().Be(i + 2);
            (await host.VerifyAsync(doubled.Select((e, n) => e with { Sequence = n + 1 }))).BrokenAt.Should().Be(i + 2);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Verify_AnEventOfAnotherRun_IsLocated(bool signed)
    {
        await using TamperHost host = await TamperHost.CreateAsync(signed);
        for (int i = 0; i < host.Events.Count; i++)
            await BrokenAtAsync(host, i, host.OtherEvents[i]);
        (await host.VerifyAsync([.. host.Events, host.OtherEvents[^1] with { Sequence = host.Events.Count + 1 }]))
            .BrokenAt.Should().Be(host.Events.Count + 1);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Verify_RunReplacedByAnother_IsLocatedAtTheFirstEvent(bool signed)
    {
        await using TamperHost host = await TamperHost.CreateAsync(signed);

        (await host.VerifyAsync(host.OtherEvents)).BrokenAt.Should().Be(1);
        host.Store.Restore(host.Run);
        (await host.Runs.VerifyAsync(host.Other.RunId, expectedHead: host.Head)).IsIntact.Should().BeFalse("the head is another run's");
        (await host.VerifyAsync(host.Head)).IsIntact.Should().BeTrue();
    }

    [Fact]
    public async Task Verify_LogGrewSinceTheHeadWasExported_IsIntact()
    {
        await using TamperHost host = await TamperHost.CreateAsync(signed: false);
        string early = (await host.VerifyAsync(host.Events.Take(3))).Head;

        host.Store.Restore(host.Run);

        (await host.VerifyAsync(early)).IsIntact.Should().BeTrue();
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public async Task Verify_ChainRewrittenWithoutTheKey_IsLocatedAtTheFirstEvent(int index)
    {
        await using TamperHost host = await TamperHost.CreateAsync(signed: true);
        byte[] payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(host.Events[index].Payload.Span).Replace("12:00", "13:00", StringComparison.Ordinal));

        (await host.VerifyAsync(host.Rewrite(index, payload))).BrokenAt.Should().Be(1);
    }

    [Fact]
    public async Task Verify_ChainRewrittenAndNoKeyInUse_ShowsAgainstTheExportedHeadOnly()
    {
        await using TamperHost host = await TamperHost.CreateAsync(signed: false);
        byte[] payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(host.Events[3].Payload.Span).Replace("12:00", "13:00", StringComparison.Ordinal));
        IReadOnlyList<StoredEvent> rewritten = host.Rewrite(3, payload);

        (await host.VerifyAsync(rewritten)).IsIntact.Should().BeTrue("this is what the key and the exported head are for");
        (await host.VerifyAsync(rewritten, host.Head)).IsIntact.Should().BeFalse();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Read_AnyByteOfAnyEventChanged_IsAnEntryOrARunLogException(bool signed)
    {
        await using TamperHost host = await TamperHost.CreateAsync(signed);
        for (int i = 0; i < host.Events.Count; i++)
        {
            for (int at = 0; at < host.Events[i].Payload.Length; at++)
            {
                List<StoredEvent> events = [.. host.Events];
                events[i] = events[i] with { Payload = Flipped(events[i].Payload, at) };
                host.Store.Put(host.Run, events);
                RunLogException? thrown = null;
                try
                {
                    await host.Runs.GetAsync(host.Run.RunId);
                }
                catch (RunLogException e)
                {
                    thrown = e;
                }

                if (thrown?.Sequence is { } sequence)
                    sequence.Should().Be(i + 1);
            }
        }
    }

    [Fact]
    public async Task Read_EventsSwapped_IsARunLogException()
    {
        await using TamperHost host = await TamperHost.CreateAsync(signed: false);
        List<StoredEvent> swapped = [.. host.Events];
        (swapped[2], swapped[3]) = (swapped[3] with { Sequence = 3 }, swapped[2] with { Sequence = 4 });
        host.Store.Put(host.Run, swapped);

        (await FluentActions.Awaiting(() => host.Runs.GetAsync(host.Run.RunId)).Should().ThrowAsync<RunLogException>())
            .Which.Sequence.Should().Be(3);
    }

    [Fact]
    public async Task Read_AGapInTheEvents_IsARunLogException()
    {
        await using TamperHost host = await TamperHost.CreateAsync(signed: false);
        host.Store.Put(host.Run, host.Events.Where(e => e.Sequence != 4));

        await FluentActions.Awaiting(() => host.Runs.GetAsync(host.Run.RunId)).Should().ThrowAsync<RunLogException>();
        await FluentActions.Awaiting(() => host.Runs.StateAsync(host.Run.RunId)).Should().ThrowAsync<RunLogException>();
    }

    private static async Task BrokenAtAsync(TamperHost host, int index, StoredEvent changed)
    {
        List<StoredEvent> events = [.. host.Events];
        events[index] = changed;
        LogVerification verification = await host.VerifyAsync(events);
        verification.BrokenAt.Should().Be(index + 1);
        verification.Problem.Should().NotBeNullOrEmpty();
        verification.Events.Should().Be(index, "these are good");
    }

    private static byte[] Flipped(ReadOnlyMemory<byte> bytes, int at)
    {
        byte[] copy = bytes.ToArray();
        copy[at] ^= 0x01;
        return copy;
    }
}
