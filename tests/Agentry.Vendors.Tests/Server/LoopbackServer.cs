using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Agentry.Tests;

/// <summary>An HTTP server on this machine that answers from a script, one entry a request, the last one for ever; and remembers what it was sent.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _bodies = [];
    private readonly Lock _lock = new();

    private LoopbackServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The bodies of the requests, in order.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_lock)
                return [.. _bodies];
        }
    }

    public static async Task<LoopbackServer> StartAsync(params ServerReply[] script)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var server = new LoopbackServer(app);
        app.Run(context => server.AnswerAsync(context, script));
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, ServerReply[] script)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync();
        int index;
        lock (_lock)
        {
            index = _bodies.Count;
            _bodies.Add(body);
        }

        ServerReply reply = script[Math.Min(index, script.Length - 1)];
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.IsStream ? "text/event-stream" : "application/json";
        foreach ((string name, string value) in reply.Headers)
            context.Response.Headers[name] = value;

        // Kestrel closes a connection on which less was sent than announced; a reset would throw away what the client has not read yet.
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(reply.Body) + (reply.BreaksOff ? 1000 : 0);
        await context.Response.WriteAsync(reply.Body);
    }
}
