// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "api/objects.hpp"
#include "api/wall.hpp"
#include "plan/validate.hpp"

cuxentStatus cuxentProblemInit(cuxentProblem* problem, size_t struct_size) noexcept {
    return cuxent::impl::wall(nullptr, __func__, [&] {
        cuxent::impl::require(problem, "problem");
        if (struct_size != sizeof(cuxentProblem)) {
            throw cuxent::impl::Failure(CUXENT_STATUS_VERSION_MISMATCH,
                                        "struct_size: got " + std::to_string(struct_size) +
                                            ", wanted " + std::to_string(sizeof(cuxentProblem)) +
                                            "; the caller was compiled against another cuxent.h");
        }
        *problem = cuxent::impl::default_problem();
    });
}

cuxentStatus cuxentPlanCreate(cuxentHandle handle, const cuxentProblem* problem,
                              cuxentPlan* plan) noexcept {
    return cuxent::impl::wall(handle, __func__, [&] {
        cuxent::impl::require_handle(handle);
        cuxent::impl::require(problem, "problem");
        cuxent::impl::require(static_cast<const void*>(plan), "plan");
        auto created = std::unique_ptr<cuxentPlan_st>(new cuxentPlan_st{
            cuxent::impl::make_plan(cuxent::impl::validated(*problem), handle->backend->traits())});
        if (handle->log_callback != nullptr) {
            handle->log_callback(created->plan.text.c_str(), handle->log_user);
        }
        *plan = created.release();
    });
}

cuxentStatus cuxentPlanDestroy(cuxentPlan plan) noexcept {
    return cuxent::impl::wall(nullptr, __func__, [&] { delete plan; });
}

cuxentStatus cuxentPlanSizes(cuxentPlan plan, cuxentSizes* sizes) noexcept {
    return cuxent::impl::wall(nullptr, __func__, [&] {
        cuxent::impl::require_plan(plan);
        cuxent::impl::require(sizes, "sizes");
        *sizes = plan->plan.sizes;
    });
}

cuxentStatus cuxentPlanDescribe(cuxentPlan plan, cuxentPlanInfo* info) noexcept {
    return cuxent::impl::wall(nullptr, __func__, [&] {
        cuxent::impl::require_plan(plan);
        cuxent::impl::require(info, "info");
        *info = plan->plan.info;
    });
}

const char* cuxentPlanText(cuxentPlan plan) noexcept {
    return plan == nullptr ? "" : plan->plan.text.c_str();
}
