using System.Text;
using System.Text.Json;
using Xunit;

namespace Automation.Gateway.Tests.OpenApi;

/// <summary>A tea shop opens, describes what it sells, has a visitor who leaves a cart, and writes to her.</summary>
/// <param name="fixture">The real stack.</param>
/// <param name="record">Sees the name of each example, the body that was sent, and the answer.</param>
sealed class ExampleStory(GatewayFixture fixture, Func<string, string?, RestAnswer, Task> record)
{
    const string ShopId = "tea-house";
    string _key = "";

    public async Task PlayAsync()
    {
        await OpenTheShopAsync();
        await DescribeTheProductsAsync();
        await PutTheTemplateAsync();
        await PutTheWorkflowAsync();
        var shopperId = await VisitAsync();
        await PutTheSegmentAsync(shopperId);
        await PutTheListAsync(shopperId);
        await LookAtTheMessageAsync(shopperId);
        await CallAsync("deactivateWorkflow", HttpMethod.Post, "/v1/workflows/welcome-back:deactivate", "{}");
        await GoWrongAsync();
    }

    async Task OpenTheShopAsync()
    {
        await CallAsync("createShop", HttpMethod.Post, "/v1/shops", $$"""
            {"shopId":"{{ShopId}}","displayName":"The Tea House","timeZone":"Europe/London","senderEmail":"hello@tea-house.example",
             "storefrontUrl":"https://tea-house.example","postalAddress":"1 High Street, London"}
            """, authorization: fixture.Service);
        var first = await SendAsync(
            HttpMethod.Post, "/v1/shop/keys", """{"requestId":"6f1c1a9e-6d39-4a8c-9d6f-0a4f6f0c0001","displayName":"storefront"}""",
            fixture.Service, ("x-shop-id", ShopId));
        _key = $"Bearer {first.Json.GetProperty("secret").GetString()}";
        await CallAsync("getShop", HttpMethod.Get, "/v1/shop");
        await CallAsync("updateShop", HttpMethod.Patch, "/v1/shop?updateMask=displayName", """{"displayName":"The Tea House of York"}""");
        var second = await CallAsync(
            "createApiKey", HttpMethod.Post, "/v1/shop/keys", """{"requestId":"6f1c1a9e-6d39-4a8c-9d6f-0a4f6f0c0002","displayName":"till"}""");
        await CallAsync("listApiKeys", HttpMethod.Get, "/v1/shop/keys?pageSize=1");
        await CallAsync("revokeApiKey", HttpMethod.Delete, $"/v1/shop/keys/{second.GetProperty("apiKey").GetProperty("keyId").GetString()}");
        await CallAsync("putSendPolicy", HttpMethod.Put, "/v1/send-policy", Policy);
        await CallAsync("getSendPolicy", HttpMethod.Get, "/v1/send-policy");
    }

    async Task DescribeTheProductsAsync()
    {
        await CallAsync("upsertProducts", HttpMethod.Post, "/v1/products:upsert", """
            {"requestId":"6f1c1a9e-6d39-4a8c-9d6f-0a4f6f0c0003","products":[
              {"productId":"assam","title":"Assam, 100 g","price":{"currencyCode":"GBP","units":"7","nanos":500000000},
               "productUrl":"https://tea-house.example/assam","availability":"AVAILABILITY_IN_STOCK"},
              {"productId":"teapot","title":"Teapot","price":{"currencyCode":"GBP","units":"24"},
               "productUrl":"https://tea-house.example/teapot","availability":"AVAILABILITY_IN_STOCK"}]}
            """);
        await CallAsync("getProduct", HttpMethod.Get, "/v1/products/assam");
        await CallAsync("batchGetProducts", HttpMethod.Post, "/v1/products:batchGet", """{"productIds":["assam","teapot","nobody-sells-this"]}""");
    }

    async Task PutTheTemplateAsync()
    {
        await CallAsync("putBrand", HttpMethod.Put, "/v1/brand", """
            {"displayName":"The Tea House","colors":{"accent":"#1d5c3a"},"addressLines":["1 High Street","London"],
             "links":[{"kind":"BRAND_LINK_KIND_HELP","url":"https://tea-house.example/help"}],"advantages":[{"text":"30 days to return"}]}
            """);
        await CallAsync("getBrand", HttpMethod.Get, "/v1/brand");
        await CallAsync("validateTemplate", HttpMethod.Post, "/v1/templates:validate", Template.Replace("cart.first_item", "cart.first", StringComparison.Ordinal));
        await CallAsync("putTemplate", HttpMethod.Put, "/v1/templates/tea-is-waiting", Template);
        await CallAsync("getTemplate", HttpMethod.Get, "/v1/templates/tea-is-waiting");
        await CallAsync("listTemplates", HttpMethod.Get, "/v1/templates?pageSize=10");
        await CallAsync("previewTemplate", HttpMethod.Post, "/v1/templates:preview", """{"templateId":"tea-is-waiting","locale":"en-GB"}""");
        await CallAsync("archiveTemplate", HttpMethod.Post, "/v1/templates/tea-is-waiting:archive", "{}");
    }

    async Task PutTheWorkflowAsync()
    {
        await CallAsync(
            "validateWorkflow", HttpMethod.Post, "/v1/workflows:validate", Workflow.Replace("\"abandoned-cart\"", "\"Not an id\"", StringComparison.Ordinal));
        await CallAsync("putWorkflow", HttpMethod.Put, "/v1/workflows/welcome-back", Workflow);
        await CallAsync("activateWorkflow", HttpMethod.Post, "/v1/workflows/welcome-back:activate", """{"version":1}""");
        await CallAsync("getWorkflow", HttpMethod.Get, "/v1/workflows/welcome-back");
        await CallAsync("listWorkflows", HttpMethod.Get, "/v1/workflows?pageSize=10");
        await CallAsync("listWorkflowTemplates", HttpMethod.Get, "/v1/workflow-templates?pageSize=1");
        await CallAsync("getWorkflowTemplate", HttpMethod.Get, "/v1/workflow-templates/price-drop");
        await CallAsync(
            "installWorkflowTemplate", HttpMethod.Post, "/v1/workflow-templates/price-drop:install", """{"keyPrefix":"tea-","parameters":{"again_after":"14d"}}""");
    }

    async Task<string> VisitAsync()
    {
        var consent = await CallAsync("recordEvent", HttpMethod.Post, "/v1/events", """
            {"eventId":"0194bb00-0000-7000-8000-000000000001","identifiers":{"userId":"ann","email":"ann@example.com"},"occurTime":"2026-01-31T09:00:00Z",
             "consentChanged":{"channel":"CHANNEL_EMAIL","state":"CONSENT_STATE_SUBSCRIBED"}}
            """);
        var shopperId = consent.GetProperty("shopperId").GetString()!;
        var batch = await CallAsync("batchRecordEvents", HttpMethod.Post, "/v1/events:batch", """
            {"events":[
              {"eventId":"0194bb00-0000-7000-8000-000000000002","identifiers":{"userId":"ann"},"occurTime":"2026-01-31T09:10:00Z",
               "productViewed":{"product":{"productId":"teapot"}}},
              {"eventId":"0194bb00-0000-7000-8000-000000000003","identifiers":{"userId":"ann"},"occurTime":"2026-01-31T09:12:00Z",
               "cartUpdated":{"cartId":"cart-1","lines":[
                 {"productId":"assam","title":"Assam, 100 g","quantity":2,"unitPrice":{"currencyCode":"GBP","units":"7","nanos":500000000}}]}},
              {"eventId":"","identifiers":{"userId":"ann"},"cartViewed":{"cartId":"cart-1"}}]}
            """);
        await CallAsync("listEvents", HttpMethod.Get, $"/v1/shoppers/{shopperId}/events?pageSize=2");
        await CallAsync("lookUpShopper", HttpMethod.Get, "/v1/shoppers:lookUp?identifiers.email=ann%40example.com");
        var position = batch.GetProperty("positions")[0];
        var partition = position.TryGetProperty("partition", out var number) ? number.GetInt32() : 0;
        var sequence = position.GetProperty("sequence").GetString();
        await CallAsync(
            "getProfile", HttpMethod.Get, $"/v1/shoppers/{shopperId}/profile?minPosition.partition={partition}&minPosition.sequence={sequence}");
        await CallAsync("batchGetProfiles", HttpMethod.Post, "/v1/profiles:batchGet", $$"""{"shopperIds":["{{shopperId}}"]}""");
        await CallAsync("recommend", HttpMethod.Post, "/v1/recommendations", $$$"""
            {"strategy":"STRATEGY_NEXT_ITEM","shopperId":"{{{shopperId}}}","cartProductIds":["assam"],"productCount":2,
             "minPosition":{"partition":{{{partition}}},"sequence":"{{{sequence}}}"}}
            """);
        return shopperId;
    }

    async Task PutTheSegmentAsync(string shopperId)
    {
        await CallAsync("validateSegment", HttpMethod.Post, "/v1/segments:validate", """{"displayName":"Has a mailbox","text":"profile.mail == 'ann@example.com'"}""");
        await CallAsync("putSegment", HttpMethod.Put, "/v1/segments/looking-around", """
            {"displayName":"Looks around","text":"events('product_viewed').in_last('3650d').count() >= 1 && !(profile.order_summary.order_count > 0)"}
            """);
        for (var attempt = 0; attempt < 200 && !await CountsAsync("looking-around"); attempt++)
            await Task.Delay(100);
        await CallAsync("getSegment", HttpMethod.Get, "/v1/segments/looking-around");
        await CallAsync("listSegments", HttpMethod.Get, "/v1/segments?pageSize=10");
        await CallAsync("listMembers", HttpMethod.Get, "/v1/segments/looking-around/members?pageSize=10");
        await CallAsync("countMembers", HttpMethod.Get, "/v1/segments/looking-around/members:count");
        await CallAsync("getSegmentSizes", HttpMethod.Get, "/v1/segments/looking-around/sizes");
        await CallAsync("previewSegment", HttpMethod.Post, "/v1/segments:preview", """
            {"definition":{"displayName":"Looked once","text":"events('product_viewed').count() >= 1 && !in_segment('looking-around')"},"judgeCount":2000}
            """);
        await CallAsync("countCombination", HttpMethod.Post, "/v1/segments:countCombination", """{"inAll":["looking-around"],"inNone":["looking-around"]}""");
        await EnrollAsync();
        await CallAsync("explainMembership", HttpMethod.Get, $"/v1/segments/looking-around/members/{shopperId}:explain");
        await CallAsync("searchProfiles", HttpMethod.Post, "/v1/profiles:search", """{"segmentId":"looking-around","text":"size(profile.product_views) > 0","pageSize":1}""");
        await CallAsync("listShopperSegments", HttpMethod.Get, $"/v1/shoppers/{shopperId}/segments");
        // At once: it is prepared within half a second.
        await SendAsync(HttpMethod.Put, "/v1/segments/bought", """{"displayName":"Has bought","text":"profile.order_summary.order_count >= 1"}""", _key);
        await CallAsync("pausePreparation", HttpMethod.Post, "/v1/segments/bought:pause", "{}");
        await CallAsync("resumePreparation", HttpMethod.Post, "/v1/segments/bought:resume", "{}");
        await CallAsync("cancelPreparation", HttpMethod.Post, "/v1/segments/bought:cancel", "{}");
        await SendAsync(HttpMethod.Put, "/v1/segments/bought", """{"displayName":"Has bought","text":"profile.order_summary.order_count >= 1"}""", _key);
        await CallAsync("compareSegments", HttpMethod.Post, "/v1/segments:compare", """{"segmentIds":["looking-around","bought"]}""");
        await CallAsync("installStandardSegments", HttpMethod.Post, "/v1/segments:installStandard", """{"segmentIds":["lapsed"]}""");
        await CallAsync("archiveSegment", HttpMethod.Post, "/v1/segments/looking-around:archive", "{}");
    }

    async Task EnrollAsync()
    {
        await SendAsync(HttpMethod.Put, "/v1/workflows/hello", Hello, _key);
        await SendAsync(HttpMethod.Post, "/v1/workflows/hello:activate", "{}", _key);
        await CallAsync("countRecipients", HttpMethod.Post, "/v1/workflows/hello:countRecipients", "{}");
        var asked = await CallAsync("startMatching", HttpMethod.Post, "/v1/workflows/hello:startMatching", """{"requestId":"launch"}""");
        var enrollment = $"/v1/enrollments/{asked.GetProperty("enrollment").GetProperty("enrollmentId").GetString()}";
        for (var attempt = 0; attempt < 200 && !(await SendAsync(HttpMethod.Get, enrollment, null, _key)).Body.Contains("COMPLETED", StringComparison.Ordinal); attempt++)
            await Task.Delay(100);
        await CallAsync("getEnrollment", HttpMethod.Get, enrollment);
        await CallAsync("listEnrollments", HttpMethod.Get, "/v1/enrollments?workflowId=hello&pageSize=10");
        await CallAsync("cancelEnrollment", HttpMethod.Post, $"{enrollment}:cancel", "{}");
        await CallAsync("pauseWorkflow", HttpMethod.Post, "/v1/workflows/hello:pause", "{}");
        await CallAsync("resumeWorkflow", HttpMethod.Post, "/v1/workflows/hello:resume", "{}");
        await CallAsync("archiveWorkflow", HttpMethod.Post, "/v1/workflows/hello:archive", "{}");
        await CallAsync("pauseMarketing", HttpMethod.Post, "/v1/marketing:pause", "{}");
        await CallAsync("getMarketing", HttpMethod.Get, "/v1/marketing");
        await CallAsync("resumeMarketing", HttpMethod.Post, "/v1/marketing:resume", "{}");
    }

    async Task PutTheListAsync(string shopperId)
    {
        const string ImportId = "6f1c1a9e-6d39-4a8c-9d6f-0a4f6f0c0011";
        const string Parts = "6f1c1a9e-6d39-4a8c-9d6f-0a4f6f0c0012";
        await CallAsync("putList", HttpMethod.Put, "/v1/lists/tea-club", """{"displayName":"Tea club"}""");
        await CallAsync("addShoppers", HttpMethod.Post, "/v1/lists/tea-club:addShoppers", $$$"""
            {"requestId":"tea-club-1","reason":"asked at the counter","shoppers":[{"shopperId":"{{{shopperId}}}"},{"identifiers":{"email":"bea@example.com"}},
             {"identifiers":{"email":"no mailbox"}}]}
            """);
        await SettleAsync();
        await CallAsync("getList", HttpMethod.Get, "/v1/lists/tea-club");
        await CallAsync("listLists", HttpMethod.Get, "/v1/lists?pageSize=10");
        await CallAsync("listListMembers", HttpMethod.Get, "/v1/lists/tea-club/members?pageSize=1");
        await CallAsync("countListMembers", HttpMethod.Get, "/v1/lists/tea-club/members:count");
        await CallAsync("listShopperLists", HttpMethod.Get, $"/v1/shoppers/{shopperId}/lists");
        await CallAsync("removeShoppers", HttpMethod.Post, "/v1/lists/tea-club:removeShoppers", $$$"""{"shoppers":[{"shopperId":"{{{shopperId}}}"}]}""");
        var file = Convert.ToBase64String("Mail;City;Newsletter\ncem@example.com;York;yes\ndee@example.com;Leeds;no\nno mailbox;York;\n"u8);
        await CallAsync("createImport", HttpMethod.Post, "/v1/imports", $$$"""
            {"requestId":"{{{ImportId}}}","definition":{"listId":"tea-club","csv":{"columns":[{"header":"Mail","field":"email"},{"header":"City","field":"traits.city"},
             {"header":"Newsletter","field":"consent.email"}]}},"content":"{{{file}}}"}
            """);
        for (var attempt = 0; attempt < 200 && !await HasEndedAsync(ImportId); attempt++)
            await Task.Delay(100);
        await CallAsync("getImport", HttpMethod.Get, $"/v1/imports/{ImportId}");
        await CallAsync("listImportRejections", HttpMethod.Get, $"/v1/imports/{ImportId}/rejections?pageSize=10");
        await CallAsync("exportImportRejections", HttpMethod.Get, $"/v1/imports/{ImportId}/rejections:export");
        await SendAsync(HttpMethod.Post, "/v1/imports", $$$"""{"requestId":"{{{Parts}}}","definition":{"csv":{} }}""", _key);
        var part = Convert.ToBase64String("email\n"u8);
        await CallAsync("uploadImportPart", HttpMethod.Put, $"/v1/imports/{Parts}/parts/1", $$$"""{"content":"{{{part}}}"}""");
        await CallAsync("startImport", HttpMethod.Post, $"/v1/imports/{Parts}:start", "{}");
        for (var attempt = 0; attempt < 200 && !await HasEndedAsync(Parts); attempt++)
            await Task.Delay(100);
        await CallAsync("cancelImport", HttpMethod.Post, $"/v1/imports/{Parts}:cancel", "{}");
        await CallAsync("listImports", HttpMethod.Get, "/v1/imports?pageSize=1");
        await CallAsync("archiveList", HttpMethod.Post, "/v1/lists/tea-club:archive", "{}");
    }

    Task SettleAsync() => fixture.Suite.SettleAsync(GatewayFixture.Now);

    async Task<bool> HasEndedAsync(string importId) =>
        (await SendAsync(HttpMethod.Get, $"/v1/imports/{importId}", null, _key)).Json.GetProperty("import").TryGetProperty("endTime", out _);

    async Task<bool> CountsAsync(string segmentId) =>
        (await SendAsync(HttpMethod.Get, $"/v1/segments/{segmentId}", null, _key)).Json.GetProperty("segment").TryGetProperty("effectiveVersion", out _);

    // Each is asked for twice: a first answer need not show yet what comes of it, and a repeat changes nothing.
    async Task AskOfRunsAsync(string shopperId)
    {
        await SendAsync(HttpMethod.Put, "/v1/workflows/tasting", CalledWorkflow, _key);
        await SendAsync(HttpMethod.Post, "/v1/workflows/tasting:activate", "{}", _key);
        var started = await TwiceAsync("startRun", "/v1/workflows/tasting/runs:start", $$"""
            {"shopperId":"{{shopperId}}","requestId":"6f1c1a9e-6d39-4a8c-9d6f-0a4f6f0c0011","properties":{"tasting_id":"first-flush"} }
            """);
        var runId = started.GetProperty("runId").GetString();
        await TwiceAsync("skipWait", $"/v1/runs/{runId}:skipWait", """{"requestId":"6f1c1a9e-6d39-4a8c-9d6f-0a4f6f0c0012"}""");
        await TwiceAsync("cancelRun", $"/v1/runs/{runId}:cancel", "{}");
        await CallAsync("countRuns", HttpMethod.Get, "/v1/workflows/tasting/runs:count");
    }

    async Task<JsonElement> TwiceAsync(string name, string path, string body)
    {
        await SendAsync(HttpMethod.Post, path, body, _key);
        await fixture.Suite.SettleAsync(GatewayFixture.Now);
        return await CallAsync(name, HttpMethod.Post, path, body);
    }

    async Task LookAtTheMessageAsync(string shopperId)
    {
        await fixture.Suite.SettleAsync(GatewayFixture.Now);
        var runs = await CallAsync("listRuns", HttpMethod.Get, $"/v1/runs?shopperId={shopperId}&workflowId=welcome-back");
        var runId = runs.GetProperty("runs")[0].GetProperty("runId").GetString();
        await CallAsync("getRun", HttpMethod.Get, $"/v1/runs/{runId}");
        await CallAsync("listRunHistory", HttpMethod.Get, $"/v1/runs/{runId}/history?pageSize=10");
        await CallAsync("retryRun", HttpMethod.Post, $"/v1/runs/{runId}:retry", """{"requestId":"6f1c1a9e-6d39-4a8c-9d6f-0a4f6f0c0010"}""");
        await AskOfRunsAsync(shopperId);
        await CallAsync(
            "explain", HttpMethod.Get, $"/v1/shoppers/{shopperId}/events/0194bb00-0000-7000-8000-000000000003/workflows/welcome-back:explain");
        await CallAsync("simulate", HttpMethod.Post, "/v1/workflows:simulate", Simulation);
        var messages = await CallAsync("listShopperMessages", HttpMethod.Get, $"/v1/shoppers/{shopperId}/messages");
        // The message has met its end, so that the timeline has all that there will be.
        await CallAsync("listTimeline", HttpMethod.Get, $"/v1/shoppers/{shopperId}/timeline?pageSize=5");
        await CallAsync("listMessages", HttpMethod.Get, "/v1/messages?pageSize=10");
        await CallAsync("getMessage", HttpMethod.Get, $"/v1/messages/{messages.GetProperty("messages")[0].GetProperty("messageId").GetString()}");
    }

    async Task GoWrongAsync()
    {
        await RefuseAsync(
            400, HttpMethod.Post, "/v1/events", """{"eventId":"e","identifiers":{"userId":"ann"},"cartUpdated":{"cartID":"cart-1","lines":{}}}""", _key);
        await RefuseAsync(401, HttpMethod.Get, "/v1/shop", null, "Bearer of-nobody");
        await RefuseAsync(403, HttpMethod.Post, "/v1/shops", """{"shopId":"coffee-house"}""", _key);
        await RefuseAsync(404, HttpMethod.Get, "/v1/products/nobody-sells-this", null, _key);
        await RefuseAsync(405, HttpMethod.Patch, "/v1/events", "{}", _key);
        await RefuseAsync(409, HttpMethod.Put, "/v1/send-policy", """{"etag":"of-another-time"}""", _key);
    }

    async Task<JsonElement> CallAsync(string name, HttpMethod method, string path, string? body = null, string? authorization = null)
    {
        var answer = await SendAsync(method, path, body, authorization ?? _key);
        // The contract: repeat what is not there yet.
        for (var attempt = 1; answer.Status == 503 && attempt < 10; attempt++)
            answer = await SendAsync(method, path, body, authorization ?? _key);
        Assert.True(answer.Status == 200, $"{name}: {answer.Status} {answer.Body}");
        await record(name, body, answer);
        return answer.Json;
    }

    async Task RefuseAsync(int status, HttpMethod method, string path, string? body, string authorization)
    {
        var answer = await SendAsync(method, path, body, authorization);
        Assert.Equal(status, answer.Status);
        await record($"problem-{status}", null, answer);
    }

    async Task<RestAnswer> SendAsync(HttpMethod method, string path, string? body, string authorization, params (string, string)[] headers) =>
        await fixture.SendAsync(
            method, path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), authorization, headers);

    const string Template = """
        {"displayName":"Cart, first reminder","subjectKind":"TEMPLATE_SUBJECT_CART","texts":[
          {"locale":"en","subject":"Your tea is waiting","preheader":"{{cart.first_item}} and all the rest, as you left it","blocks":{"blocks":[
            {"headline":{"text":"Your tea is waiting"}},{"cartLines":{}},{"button":{"label":"Back to my cart","target":"BUTTON_TARGET_RECOVER_CART"}}]}}]}
        """;

    const string Policy = """
        {"quietHours":{"startTimeOfDay":"21:00","endTimeOfDay":"08:00"},
         "frequencyCaps":[{"channel":"CHANNEL_EMAIL","messageCount":2,"window":"86400s"}]}
        """;

    const string CalledWorkflow = """
        {"displayName":"Tasting","trigger":{"apiCall":{}},"reentry":{"keyed":{"key":"event.properties.tasting_id"}},
         "steps":[{"stepId":"think","wait":{"duration":"86400s"}},{"stepId":"rest","wait":{"duration":"86400s"}}]}
        """;

    const string Simulation = """
        {"workflows":[{"workflowId":"welcome-back","version":1}],
         "given":{"events":[
           {"shopper":"bob","logTime":"2026-01-31T09:00:00Z","event":{"eventId":"told-1","identifiers":{"email":"bob@example.com"},
            "consentChanged":{"channel":"CHANNEL_EMAIL","state":"CONSENT_STATE_SUBSCRIBED"}}},
           {"shopper":"bob","logTime":"2026-01-31T09:10:00Z","event":{"eventId":"told-2","cartUpdated":{"cartId":"cart-2","lines":[{"productId":"teapot","quantity":1}]}}},
           {"shopper":"bob","logTime":"2026-01-31T09:20:00Z","event":{"eventId":"told-3","cartUpdated":{"cartId":"cart-2","lines":[{"productId":"assam","quantity":3}]}}}]}}
        """;

    const string Hello = """
        {"displayName":"Hello","trigger":{"segment":{"segmentId":"looking-around"}},"reentry":{"shopper":{}},"steps":[{"stepId":"over","end":{}}]}
        """;

    const string Workflow = """
        {"displayName":"Welcome back","trigger":{"events":["cart_updated"]},"reentry":{"keyed":{"key":"event.cart_id","cooldown":"86400s"}},
         "steps":[{"stepId":"write","send":{"channel":"CHANNEL_EMAIL","templateId":"abandoned-cart","purpose":"PURPOSE_MARKETING","expireAfter":"86400s"}}]}
        """;
}
