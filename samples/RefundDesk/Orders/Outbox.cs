using System.Globalization;

namespace RefundDesk;

/// <summary>Sent mails, in memory: nothing leaves the process. Thread-safe.</summary>
public sealed class Outbox
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Mail> _byKey = new(StringComparer.Ordinal);
    private readonly List<Mail> _sent = [];

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
            _sent.Add(mail);
            if (idempotencyKey is not null)
                _byKey.Add(idempotencyKey, mail);
            return mail;
        }
    }
}
