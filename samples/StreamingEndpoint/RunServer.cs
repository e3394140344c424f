using System.Text.Json.Serialization;
using Agentry;
using Microsoft.Extensions.AI;

namespace StreamingEndpoint;

/// <summary>The host: an agent with every layer on, and three routes.</summary>
internal static class RunServer
{
    public const string AgentName = "desk";

    public static WebApplication Create(string[] args, IChatClient model)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddSingleton(model);
        builder.Services.AddAgentry(builder.Configuration.GetSection("Agentry"))
            .AddGuardrails()
            .AddResilience()
            .AddObservability()
            .AddAgent(AgentName, agent => agent
                .WithInstructions("You tell customers where their orders are.")
                .WithTool("find_order", "Tells where an order is.", FindOrder, tool => tool.ReadOnly(), EndpointJson.Default.Options));
        builder.Services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.TypeInfoResolverChain.Insert(0, EndpointJson.Default);
            o.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        builder.Services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = false);
        builder.Services.AddProblemDetails();

        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        RouteGroupBuilder runs = app.MapGroup("/runs").AddEndpointFilter<DemoCallerFilter>();
        runs.MapPost("/", RunEndpoints.StartAsync);
        runs.MapGet("/{id}", RunEndpoints.StatusAsync);
        runs.MapGet("/{id}/events", RunEndpoints.EventsAsync);
        return app;
    }

    private static string FindOrder(int orderId) => orderId == 1042
        ? "Order 1042, a brass lamp, left the warehouse yesterday. Questions go to ann@shop.example."
        : $"There is no order {orderId}.";
}
