using System.Globalization;

namespace RefundDesk;

/// <summary>Sent mails, in memory: nothing leaves the process. Thread-safe.</summary>
public sealed class Outbox
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Mail> _byKey = new(StringComparer.Ordinal);
    private readonly List<Mail> _sent = [];

    /// <summary>Told of each mail and its key before anybody else is; a journal writes it down there.</summary>
    public Action<Mail, string?>? OnSent { get; set; }

    /// <summary>The mails sent so far, oldest first.</summary>
    public IReadOnlyList<Mail> Sent
    {
        get
        {
            lock (_gate)
                return [.. _sent];
        }
    }

    /// <summary>Sends a mail. With a known key nothing is sent and the first mail is returned.</summary>
    public Mail Send(string to, string subject, string body, string? idempotencyKey = null)
    {
        lock (_gate)
        {
            if (idempotencyKey is not null && _byKey.TryGetValue(idempotencyKey, out var known))
                return known;

            var mail = new Mail(string.Create(CultureInfo.InvariantCulture, $"M-{_sent.Count + 1:0000}"), to, subject, body);
            OnSent?.Invoke(mail, idempotencyKey);
            Keep(mail, idempotencyKey);
            return mail;
        }
    }

    /// <summary>Takes in a mail of an earlier day.</summary>
    public void Restore(Mail mail, string? idempotencyKey)
    {
        lock (_gate)
            Keep(mail, idempotencyKey);
    }

    private void Keep(Mail mail, string? idempotencyKey)
    {
        _sent.Add(mail);
        if (idempotencyKey is not null)
            _byKey.Add(idempotencyKey, mail);
    }
}
