using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Agentry.Tests;

/// <summary>
/// A service with effects, in a process of its own: it outlives whom it serves, and counts. <c>charge</c> knows the Idempotency-Key header,
/// everything else has an effect with each request. HTTP enough for one request a connection.
/// </summary>
internal static class PaymentServer
{
    public static async Task ServeAsync(string[] delays)
    {
        TimeSpan before = Delay(delays, 0);
        TimeSpan after = Delay(delays, 1);
        var book = new PaymentBook();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(512);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"port {((IPEndPoint)listener.LocalEndpoint).Port}"));

        // It ends with the test's process, which holds the other end of its standard input.
        Task over = Task.Run(() => Console.In.ReadToEndAsync());
        while (true)
        {
            Task<TcpClient> next = listener.AcceptTcpClientAsync();
            if (await Task.WhenAny(next, over) == over)
                return;
            _ = ServeOneAsync(await next, book, before, after);
        }
    }

    private static async Task ServeOneAsync(TcpClient client, PaymentBook book, TimeSpan before, TimeSpan after)
    {
        using TcpClient connection = client;
        try
        {
            await using NetworkStream stream = connection.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            if (await reader.ReadLineAsync() is not { } line || line.Split(' ') is not [var method, var target, ..])
                return;
            string? key = null;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                if (header.StartsWith(IdempotencyKeyHandler.HeaderName + ":", StringComparison.OrdinalIgnoreCase))
                    key = header[(IdempotencyKeyHandler.HeaderName.Length + 1)..].Trim();
            }

            string answer;
            if (method == "POST")
            {
                // From here on the effect happens, whether or not the client is still there.
                await Task.Delay(before, TimeProvider.System);
                answer = book.Post(target, key);
                await Task.Delay(after, TimeProvider.System);
            }
            else
            {
                answer = book.Get(target);
            }

            string status = answer.Length == 0 ? "404 Not Found" : "200 OK";
            byte[] body = Encoding.UTF8.GetBytes(answer);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(body);
        }
        catch (IOException)
        {
            // The client was killed.
        }
    }

    private static TimeSpan Delay(string[] delays, int index) =>
        TimeSpan.FromMilliseconds(delays.Length > index ? double.Parse(delays[index], CultureInfo.InvariantCulture) : 0);
}
