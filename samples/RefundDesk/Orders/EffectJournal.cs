using System.Text.Json;

namespace RefundDesk;

/// <summary>What the shop really paid and sent, one line each in a file: the world, which knows nothing of agents and survives their restarts.</summary>
internal sealed class EffectJournal
{
    private readonly Lock _gate = new();
    private readonly string _path;

    /// <summary>Opens the file, gives the book and the outbox what is in it, and writes down what they do from now on.</summary>
    public EffectJournal(string path, OrderBook book, Outbox outbox)
    {
        if (File.Exists(path))
        {
            foreach (string line in File.ReadLines(path))
                Restore(JsonSerializer.Deserialize<Entry>(line)!, book, outbox);
        }

        _path = path;
        book.OnRecorded = refund => Write(new Entry(refund, null, null));
        outbox.OnSent = (mail, key) => Write(new Entry(null, mail, key));
    }

    private static void Restore(Entry entry, OrderBook book, Outbox outbox)
    {
        if (entry.Refund is { } refund)
            book.Restore(refund);
        if (entry.Mail is { } mail)
            outbox.Restore(mail, entry.Key);
    }

    /// <summary>On the disk before the desk goes on: a bank does not forget either. Opened for each line, because a second terminal writes there, too.</summary>
    private void Write(Entry entry)
    {
        lock (_gate)
        {
            using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry), (byte)'\n']);
            file.Flush(flushToDisk: true);
        }
    }

    private sealed record Entry(Refund? Refund, Mail? Mail, string? Key);
}
