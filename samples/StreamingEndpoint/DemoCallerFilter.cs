using Agentry;

namespace StreamingEndpoint;

/// <summary>
/// For the demonstration only: believes the header <c>X-Demo-User</c>. Anybody can write a header. A real host authenticates and makes the
/// caller from <see cref="HttpContext.User"/>; nothing else in this sample changes then.
/// </summary>
internal sealed class DemoCallerFilter : IEndpointFilter
{
    public const string Header = "X-Demo-User";

    /// <summary>Each demo user is a tenant, so that the runs of one do not exist for the other.</summary>
    public static AgentCaller CallerOf(HttpContext http) => http.Items[typeof(AgentCaller)] as AgentCaller
        ?? throw new InvalidOperationException($"The route has no {nameof(DemoCallerFilter)}.");

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        string? user = context.HttpContext.Request.Headers[Header];
        if (string.IsNullOrWhiteSpace(user) || user.Length > 100)
            return new(TypedResults.Problem($"Say who you are in the header {Header}.", statusCode: StatusCodes.Status401Unauthorized));
        context.HttpContext.Items[typeof(AgentCaller)] = new AgentCaller { Subject = user, Tenant = user };
        return next(context);
    }
}
